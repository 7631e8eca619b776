using System.Globalization;
using Azure;
using ServerlessML.Contracts;
using ServerlessML.Functions.Audit;
using ServerlessML.LocalHost.Hosting.Http;

namespace ServerlessML.Cli;

/// <summary>Shows audit logs, and holds them against their chain and the runs' manifests.</summary>
public static class AuditCommand
{
    private const string Usage = "audit verify [PIPELINE] [--data DIR], or audit show PIPELINE [--data DIR]";

    /// <returns>0 when every log that was looked at holds.</returns>
    /// <exception cref="InvalidSettingException">The arguments are not understood, or the storage cannot be reached.</exception>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output)
    {
        var (words, data) = DataArguments.Split(arguments);
        var connection = SystemFile.Read(data)?.StorageConnection
            ?? Environment.GetEnvironmentVariable(Storage.StorageClients.Setting)
            ?? throw new InvalidSettingException(
                $"There is no {SystemFile.Name} in {data}. Start the system (up), or set {Storage.StorageClients.Setting}."
            );
        var documents = Storage.StorageClients.From(name => name == Storage.StorageClients.Setting ? connection : null).Documents;
        try
        {
            var verifier = new AuditVerifier(documents, TimeProvider.System, AuditSeal.Of(KeyOf(data)));
            IReadOnlyList<KnownToken>? people = Directory.Exists(data)
                ? [.. new People(data).All().Select(person => new KnownToken(person.Name, person.Roles, person.Since))]
                : null;
            return words switch
            {
                ["verify"] => await VerifyAsync(verifier, null, people, output),
                ["verify", var pipeline] when IsLog(pipeline) => await VerifyAsync(verifier, pipeline, people, output),
                ["show", var pipeline] when IsLog(pipeline) => await ShowAsync(new(documents, TimeProvider.System), pipeline, output),
                _ => throw new InvalidSettingException($"Not understood. {Usage}."),
            };
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            throw new InvalidSettingException(
                $"The storage does not answer: {(e is AggregateException many ? many.InnerExceptions[0] : e).Message.Split('\n')[0]}"
            );
        }
    }

    private static bool IsLog(string name) => Names.IsPipeline(name) || name is AuditLog.Gateway or AuditLog.People;

    private static string? KeyOf(string data) =>
        Path.Combine(data, AuditSeal.FileName) is var path && File.Exists(path)
            ? File.ReadAllText(path)
            : Environment.GetEnvironmentVariable("Audit__Key");

    private static async Task<int> VerifyAsync(AuditVerifier verifier, string? only, IReadOnlyList<KnownToken>? people, TextWriter output)
    {
        var broken = 0;
        // Also where their log was taken away.
        IEnumerable<string> hidden = people is { Count: > 0 } ? [AuditLog.People] : [];
        foreach (var pipeline in only is null ? (await verifier.PipelinesAsync()).Union(hidden) : [only])
        {
            var report = await verifier.VerifyAsync(pipeline, people);
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{pipeline}: {report.Entries} entries hold{(report.Problems.Count == 0 ? "" : ", but")}"
                )
            );
            foreach (var problem in report.Problems)
            {
                output.WriteLine($"  ! {problem}");
            }

            foreach (var part in report.Unchecked)
            {
                output.WriteLine($"  ? could not check {part}");
            }

            broken += report.Problems.Count;
        }

        return broken == 0 ? 0 : 1;
    }

    private static async Task<int> ShowAsync(AuditLog log, string pipeline, TextWriter output)
    {
        for (var after = 0L; await log.ReadAsync(pipeline, after, 100) is { Count: > 0 } entries; after += entries.Count)
        {
            foreach (var entry in entries)
            {
                var role = (entry.WhoId is null ? "" : $" [{entry.WhoId}]") + (entry.Role is null ? "" : $" ({entry.Role})");
                output.WriteLine(
                    $"{$"{entry.Sequence}".PadLeft(6)}  {entry.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z  {entry.Action.PadRight(9)} {entry.Who}{role}  "
                        + $"{entry.RunId}  {entry.Evidence?.Short}  {OneLine(entry.Comment)}"
                );
            }
        }

        return 0;
    }

    // What people wrote must not pass for lines of the log, nor drive a terminal.
    private static string OneLine(string? text) => new([.. (text ?? "").Select(character => char.IsControl(character) ? ' ' : character)]);
}
