using ServerlessML.Contracts.Identity;
using ServerlessML.Contracts.Validation;
using ServerlessML.Functions;
using ServerlessML.Functions.Audit;
using ServerlessML.Functions.Identity;
using ServerlessML.Functions.Validation;
using ServerlessML.Storage;

namespace ServerlessML.Tests.Functions.Validation;

/// <summary>A schema that the first accepted batch makes, and that people change, once each.</summary>
[Collection(StorageCollection.Name)]
public sealed class SchemaTests(Workbench bench)
{
    private static readonly Caller Ann = new("ann@local", [Role.Engineer]);

    private readonly JudgedPipeline _pipeline = new(bench);

    private SchemaAcceptance Acceptance =>
        new(bench.Schemas, bench.Manifests, bench.Storage.Content, new AuditLog(bench.Storage.Documents, bench.Time), bench.Time);

    [Fact]
    public async Task Infer_TheFirstAcceptedBatch_MakesIt_AndNoOtherDoes()
    {
        Assert.Null((await _pipeline.JudgeAsync("b0", "x,y\nno,0\n")).SchemaVersion);
        Assert.Null(await bench.Schemas.FindAsync(_pipeline.Name));
        await Task.WhenAll(_pipeline.JudgeAsync("b1", Rows(0, 10)), _pipeline.JudgeAsync("b2", Rows(0, 11)));
        var schema = (await bench.Schemas.FindAsync(_pipeline.Name))!;
        Assert.Equal((1, "system"), (schema.Version, Assert.Single(schema.Changes).By));
        var wide = await _pipeline.JudgeAsync("b3", Rows(0, 400));
        Assert.True(wide is { Accepted: true, SchemaVersion: 1 });
        Assert.Equal("x", Assert.Single(wide.SchemaDifferences!).Column);
        Assert.Contains(wide.Violations, violation => violation is { Rule: "schema", Rejects: false });
        Assert.Equal(CanonicalJson.DigestOf(schema), CanonicalJson.DigestOf(await bench.Schemas.FindAsync(_pipeline.Name)));
    }

    [Fact]
    public async Task Accept_ADifference_IsTheNextVersion_OnceInTheAuditLog()
    {
        await _pipeline.JudgeAsync("b1", Rows(0, 10));
        Assert.False((await _pipeline.JudgeAsync("b2", Rows(0, 400), "schema: reject, anomalies: off")).Accepted);
        var next = await AcceptAsync(1, "b2", "a");
        var change = next.Changes[^1];
        Assert.Equal((2, "ann@local", "prices rose"), (next.Version, change.By, change.Reason));
        Assert.Equal(["'x': widen the range to 0 to 399"], change.What);
        Assert.Equal(1, (await bench.Storage.Content.GetJsonAsync<DataSchema>(change.Before!.Value)).Version);
        // Sent again.
        Assert.Equal(2, (await AcceptAsync(1, "b2", "a")).Version);
        var log = await new AuditLog(bench.Storage.Documents, bench.Time).ReadAsync(_pipeline.Name, 0, 9);
        Assert.Equal([("schema", "version 2: prices rose")], log.Select(entry => (entry.Action, entry.Comment)));
        Assert.Empty(await Acceptance.DifferencesAsync(_pipeline.Name, _pipeline.RunOf("b2"), default));
        Assert.True((await _pipeline.JudgeAsync("b3", Rows(1, 390), "schema: reject, anomalies: off")).Accepted);
        Assert.Empty((await new AuditVerifier(bench.Storage.Documents, bench.Time).VerifyAsync(_pipeline.Name)).Problems);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    public async Task Accept_ManyAtOnce_IsOneVersion_AndTheOthersAreToldWhich(int people)
    {
        await _pipeline.JudgeAsync("b1", Rows(0, 10));
        await _pipeline.JudgeAsync("b2", Rows(0, 400));
        var ends = await Task.WhenAll(Enumerable.Range(0, people).Select(person => TryAsync(1, "b2", $"{person}")));
        Assert.Single(ends, end => end is null);
        Assert.All(ends.OfType<RefusedException>(), refused => Assert.Equal(Refusal.Conflict, refused.Kind));
        Assert.Equal(2, (await bench.Schemas.FindAsync(_pipeline.Name))!.Version);
        Assert.Single(await new AuditLog(bench.Storage.Documents, bench.Time).ReadAsync(_pipeline.Name, 0, 99));
    }

    [Fact]
    public async Task Accept_WhatCannotBe_IsRefused()
    {
        Assert.Equal(Refusal.NotFound, (await TryAsync(1, "b1", "a"))!.Kind);
        await _pipeline.JudgeAsync("b1", Rows(0, 10));
        Assert.Contains("there is nothing to accept", (await TryAsync(1, "b1", "a"))!.Message, StringComparison.Ordinal);
        await _pipeline.JudgeAsync("b2", Rows(0, 400));
        Assert.Contains("which is now 1", (await TryAsync(7, "b2", "a"))!.Message, StringComparison.Ordinal);
        Assert.Contains("Column 'z' is as version 1", (await TryAsync(1, "b2", "a", "z"))!.Message, StringComparison.Ordinal);
        Assert.Equal(Refusal.NotFound, (await TryAsync(1, "none", "a"))!.Kind);
        var other = new JudgedPipeline(bench);
        await other.JudgeAsync("b1", Rows(0, 10));
        Assert.Contains("that is one of", (await TryAsync(1, other.RunOf("b1"), "a", isRun: true))!.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await bench.Schemas.FindAsync(_pipeline.Name))!.Version);
    }

    [Fact]
    public async Task Verify_AChangeThatTheLogDoesNotHave_IsFound()
    {
        await _pipeline.JudgeAsync("b1", Rows(0, 10));
        await _pipeline.JudgeAsync("b2", Rows(0, 400));
        await AcceptAsync(1, "b2", "a");
        await bench.Storage.Documents.ChangeAsync<DataSchema>(StorageLayout.Models, StorageLayout.Schema(_pipeline.Name), schema =>
            schema! with
            {
                Version = 3,
                Changes =
                [
                    .. schema.Changes,
                    schema.Changes[^1] with
                    {
                        Version = 3,
                        By = "eve@local",
                        At = bench.Time.GetUtcNow() - TimeSpan.FromDays(1),
                    },
                ],
            }
        );
        Assert.StartsWith(
            "version 3 of the schema, by eve@local",
            Assert.Single((await new AuditVerifier(bench.Storage.Documents, bench.Time).VerifyAsync(_pipeline.Name)).Problems),
            StringComparison.Ordinal
        );
    }

    private Task<DataSchema> AcceptAsync(int version, string batch, string id, string? column = null, bool isRun = false) =>
        Acceptance.AcceptAsync(
            _pipeline.Name,
            (version, isRun ? batch : _pipeline.RunOf(batch), "prices rose", column is null ? null : [column]),
            Ann,
            id,
            default
        );

    private async Task<RefusedException?> TryAsync(int version, string batch, string id, string? column = null, bool isRun = false)
    {
        try
        {
            await AcceptAsync(version, batch, id, column, isRun);
            return null;
        }
        catch (RefusedException e)
        {
            return e;
        }
    }

    private static string Rows(int from, int to) =>
        "x,y\n" + string.Concat(Enumerable.Range(from, to - from).Select(i => $"{i},{i % 2}\n"));
}
