using ServerlessML.Contracts;
using ServerlessML.Contracts.Identity;
using ServerlessML.Functions.Audit;
using ServerlessML.LocalHost.Supervision;
using ServerlessML.Storage;

namespace ServerlessML.LocalHost.Inspection;

/// <summary>Reads audit logs out of the storage of a system, and holds them against their chain and the runs' manifests.</summary>
/// <param name="data">The system's directory; it may have the key of the log's seals.</param>
public sealed class StoredAudit(string data)
{
    private DocumentStore Documents =>
        SystemStorage.Find(data)?.Documents
        ?? throw new InvalidSettingException(
            $"There is no {SystemFile.Name} in {data}. Start the system (./serverlessml up), or set {StorageClients.Setting}."
        );

    public static bool IsLog(string name) => Names.IsPipeline(name) || name == AuditLog.Gateway;

    /// <param name="only">One log; null for all.</param>
    /// <exception cref="InvalidSettingException">There is no system, or its storage does not answer.</exception>
    public Task<IReadOnlyList<LogCheck>> VerifyAsync(string? only)
    {
        var verifier = new AuditVerifier(Documents, TimeProvider.System, AuditSeal.Of(Key()));
        return SystemStorage.AskAsync<IReadOnlyList<LogCheck>>(async () =>
        {
            List<LogCheck> reports = [];
            foreach (var log in only is null ? await verifier.PipelinesAsync() : [only])
            {
                var report = await verifier.VerifyAsync(log);
                reports.Add(new(log, report.Entries, report.Problems, report.Unchecked));
            }

            return reports;
        });
    }

    /// <returns>The entries in order, from the first.</returns>
    /// <exception cref="InvalidSettingException">There is no system, or its storage does not answer.</exception>
    public Task<IReadOnlyList<AuditEntry>> ReadAsync(string log)
    {
        var entries = new AuditLog(Documents, TimeProvider.System);
        return SystemStorage.AskAsync<IReadOnlyList<AuditEntry>>(async () =>
        {
            List<AuditEntry> read = [];
            while (await entries.ReadAsync(log, read.Count, 100) is { Count: > 0 } more)
            {
                read.AddRange(more);
            }

            return read;
        });
    }

    private string? Key() =>
        Path.Combine(data, AuditSeal.FileName) is var path && File.Exists(path)
            ? File.ReadAllText(path)
            : Environment.GetEnvironmentVariable("Audit__Key");
}
