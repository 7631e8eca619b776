using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ServerlessML.Ml.Training.Checkpoints;

/// <summary>
/// A state's bytes: magic, format version, SHA-256 of the rest; then the training's facts as JSON, and what the recipe keeps.
/// </summary>
internal static class SealedState
{
    public const int Format = 2;
    private const int Prefix = 8 + sizeof(int);
    private const int Start = Prefix + SHA256.HashSizeInBytes;

    private static readonly byte[] Magic = "SMLSTATE"u8.ToArray();

    public static byte[] Seal(IReadOnlyDictionary<string, string> facts, Action<BinaryWriter> write)
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory, Encoding.UTF8);
        writer.Write(Magic);
        writer.Write(Format);
        writer.Write(new byte[SHA256.HashSizeInBytes]);
        writer.Write(JsonSerializer.Serialize(facts));
        write(writer);
        writer.Flush();
        var bytes = memory.ToArray();
        SHA256.HashData(bytes.AsSpan(Start), bytes.AsSpan(Prefix));
        return bytes;
    }

    /// <summary>What <see cref="Seal"/>'s action wrote.</summary>
    /// <exception cref="CheckpointException">The bytes are damaged, or of a training with other facts.</exception>
    public static BinaryReader Open(ReadOnlyMemory<byte> state, IReadOnlyDictionary<string, string> facts)
    {
        var bytes = state.Span;
        if (bytes.Length < Start || !bytes.StartsWith(Magic))
        {
            throw new CheckpointException("format", $"The {bytes.Length} bytes are no training state.");
        }

        if (BitConverter.ToInt32(bytes[Magic.Length..]) is var format && format != Format)
        {
            throw new CheckpointException("format", $"The training state has format {format}; this build reads {Format}.");
        }

        if (!SHA256.HashData(bytes[Start..]).AsSpan().SequenceEqual(bytes[Prefix..Start]))
        {
            throw new CheckpointException("checksum", "The training state is damaged: its checksum does not match its bytes.");
        }

        var reader = new BinaryReader(new MemoryStream(bytes[Start..].ToArray()), Encoding.UTF8);
        Compare(JsonSerializer.Deserialize<SortedDictionary<string, string>>(reader.ReadString())!, facts);
        return reader;
    }

    private static void Compare(SortedDictionary<string, string> there, IReadOnlyDictionary<string, string> here)
    {
        // The recipe first: with another one, nearly everything else differs too.
        foreach (var name in here.Keys.Union(there.Keys).OrderBy(name => name != "recipe").ThenBy(name => name, StringComparer.Ordinal))
        {
            var (mine, its) = (here.GetValueOrDefault(name), there.GetValueOrDefault(name));
            if (mine != its)
            {
                throw new CheckpointException(
                    name,
                    $"The training state is of another training: its {name} is {Said(its)}, here it is {Said(mine)}."
                );
            }
        }
    }

    private static string Said(string? value) => value is null ? "not known" : $"'{value}'";
}
