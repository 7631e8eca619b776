using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Identity;

namespace ServerlessML.Functions.Audit;

/// <summary>
/// Puts into the audit log which tokens of people were made and revoked. They are made by a command that needs no running system, and has
/// no key of the log: the host writes what it finds.
/// </summary>
public sealed class TokenLog(AuditLog audit, TimeProvider time)
{
    private const int Page = 500;

    public async Task TellAsync(IReadOnlyList<KnownToken> people, CancellationToken cancellation)
    {
        List<AuditEntry> entries = [];
        while (await audit.ReadAsync(AuditLog.People, entries.Count, Page, cancellation) is { Count: > 0 } more)
        {
            entries.AddRange(more);
        }

        var last = AuditClaims.LastTokens(entries);
        foreach (var person in people.Where(person => last.GetValueOrDefault(person.Name)?.Key != person.Key))
        {
            await AppendAsync(
                ApprovalAction.MakeToken,
                person.Key,
                person.Since,
                $"token of '{person.Name}': {string.Join(", ", person.Roles)}",
                cancellation
            );
        }

        foreach (var (name, entry) in last)
        {
            if (entry.Action == ApprovalAction.MakeToken && people.All(person => person.Name != name))
            {
                // Of that token, so that two hosts that find it gone write one entry.
                await AppendAsync(
                    ApprovalAction.RevokeToken,
                    AuditClaims.KeyOf(ApprovalAction.RevokeToken, name, entry.At),
                    time.GetUtcNow(),
                    $"token of '{name}'",
                    cancellation
                );
            }
        }
    }

    private Task AppendAsync(string action, string key, DateTimeOffset at, string what, CancellationToken cancellation) =>
        audit.AppendAsync(
            new()
            {
                Pipeline = AuditLog.People,
                Key = key,
                Action = action,
                // Whoever may write into the data directory, which is the operator's.
                Who = AuditLog.Owner,
                Role = Role.Operator,
                Comment = what,
                At = at,
                // Whichever attempt it is, another may have been long before.
                NotBefore = DateTimeOffset.MinValue + AuditLog.ClockSkew,
            },
            cancellation
        );
}
