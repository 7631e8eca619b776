using ServerlessML.Functions.Audit;

namespace ServerlessML.Tests.Functions.Audit;

/// <summary>
/// Tokens of people are made and revoked beside the running system; the log, one of the whole account, tells of each once.
/// </summary>
[Collection(StorageCollection.Name)]
public sealed class TokenLogTests(Workbench bench)
{
    private AuditLog Audit => new(bench.Storage.Documents, bench.Time);

    private TokenLog Log => new(Audit, bench.Time);

    [Fact]
    public async Task Tell_TokensMadeReplacedAndRevoked_AreOneEntryEachAndOthersAreNamed()
    {
        var ann = Token("ann", 1);
        await Log.TellAsync([ann], default);
        await Task.WhenAll(Log.TellAsync([ann, Token("bob", 2)], default), Log.TellAsync([ann, Token("bob", 2)], default));
        await Log.TellAsync([Token("ann", 3), Token("bob", 2)], default);
        await Log.TellAsync([Token("bob", 2)], default);
        await Log.TellAsync([Token("bob", 2)], default);
        await Log.TellAsync([Token("ann", 4), Token("bob", 2)], default);

        var entries = await Audit.ReadAsync(AuditLog.People, 0, 100);
        Assert.Equal(
            ["make-token ann", "make-token bob", "make-token ann", "revoke-token ann", "make-token ann"],
            entries.Select(entry => $"{entry.Action} {entry.Key.Split(':')[1]}")
        );
        Assert.Equal("token of 'ann': approver", entries[0].Comment);
        Assert.Empty(await ProblemsAsync(Token("ann", 4), Token("bob", 2)));

        // What the log does not tell of is named.
        bench.Time.Advance(AuditVerifier.Between * 2);

        Assert.Contains(
            "the token of 'eve' (approver)",
            Assert.Single(await ProblemsAsync(Token("ann", 4), Token("bob", 2), Token("eve", 3)))
        );
        Assert.Contains("of the token of 'bob', which is not there", Assert.Single(await ProblemsAsync(Token("ann", 4))));
        // Another token under a name that is known.
        Assert.Contains("the token of 'bob'", Assert.Single(await ProblemsAsync(Token("ann", 4), Token("bob", 3))));
        Assert.Empty(await ProblemsAsync(Token("ann", 4), Token("bob", 2)));
        Assert.Contains(
            "whose tokens there are",
            (await new AuditVerifier(bench.Storage.Documents, bench.Time).VerifyAsync(AuditLog.People)).Unchecked[0],
            StringComparison.Ordinal
        );
    }

    private async Task<IReadOnlyList<string>> ProblemsAsync(params KnownToken[] people) =>
        (await new AuditVerifier(bench.Storage.Documents, bench.Time).VerifyAsync(AuditLog.People, people)).Problems;

    private KnownToken Token(string name, int minute) => new(name, ["approver"], DateTimeOffset.UnixEpoch.AddMinutes(minute));
}
