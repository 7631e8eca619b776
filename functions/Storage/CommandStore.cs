using System.Text;
using System.Text.Json;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Storage;

/// <summary>The records of idempotency keys, by pipeline. They stay: nobody can tell how late a request comes again.</summary>
public sealed class CommandStore(DocumentStore documents)
{
    private const int LongestKey = 200;

    /// <summary>Keeps the record unless there is one of its key.</summary>
    /// <returns>The one that is kept, and whether it is this one.</returns>
    public async Task<(CommandRecord Record, bool IsNew)> OpenAsync(string key, CommandRecord record, CancellationToken cancellation)
    {
        var name = NameOf(record.Pipeline, key);
        record = record with { Key = key.Length <= LongestKey ? key : key[..LongestKey] };
        return await documents.CreateAsync(StorageLayout.Models, name, record, cancellation)
            ? (record, true)
            : ((await documents.ReadAsync<CommandRecord>(StorageLayout.Models, name, cancellation))!.Value, false);
    }

    /// <summary>Keeps the answer, unless there is one.</summary>
    /// <returns>The record with the answer that holds; null where the key has no record.</returns>
    public async Task<CommandRecord?> KeepAnswerAsync(string pipeline, string key, int status, object? body, CancellationToken cancellation)
    {
        var name = NameOf(pipeline, key);
        return await documents.ReadAsync<CommandRecord>(StorageLayout.Models, name, cancellation) is null
            ? null
            : await documents.ChangeAsync<CommandRecord>(
                StorageLayout.Models,
                name,
                known =>
                    known!.Status is not null
                        ? known
                        : known with
                        {
                            Status = status,
                            // As it will be read: the first answer has the same bytes as the last.
                            Answer = CanonicalJson.Deserialize<JsonElement>(CanonicalJson.Serialize(body)),
                        },
                cancellation
            );
    }

    private static string NameOf(string pipeline, string key) => StorageLayout.Command(pipeline, Digest.Of(Encoding.UTF8.GetBytes(key)));
}
