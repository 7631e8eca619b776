namespace ServerlessML.Tests.Ml.Data;

public sealed class OutcomeJoinTests : IDisposable
{
    private readonly LandedFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Read_LateDoubledUnorderedAndUnknown_JoinsTheLastOutcomeOfEachRow()
    {
        var report = OutcomeJoin.Read(
            [
                Captures("one.ndjson", """{"requestId":"a","at":"2026-01-01T00:00:05Z","version":1,"probabilities":[0.1,0.2,0.3]}"""),
                Captures(
                    "two.ndjson",
                    """{"requestId":"b","at":"2026-01-01T00:00:06.1234567Z","version":2,"planRevision":3,"lane":"live","keyHash":null,"inputs":{"x":["late"]},"probabilities":[0.9],"latencyMs":0.1}""",
                    """{"requestId":"tester","at":"2026-01-01T00:00:06Z","version":2,"lane":"override","probabilities":[0.5]}""",
                    """{"requestId":"c","at":"2026-01-01T00:00:07Z","version":2,"lane":"live","probabilities":[0.7]}"""
                ),
            ],
            [
                // Known before it was captured, and replaced by one that says it is later although it came first.
                Feedback(
                    "f1.ndjson",
                    Line("a", 1, 1, "2026-01-05T00:00:00+00:00", "2026-01-02T00:00:00+00:00"),
                    Line("b", 0, 0, null, "2026-01-02T00:00:00.5+00:00")
                ),
                Feedback(
                    "f2.ndjson",
                    Line("a", 1, 0, "2026-01-04T00:00:00+00:00", "2026-01-09T00:00:00+00:00"),
                    Line("b", 0, 1, null, "2026-01-02T00:00:00.51+00:00")
                ),
                Feedback(
                    "f3.ndjson",
                    Line("a", 0, 0, null, "2026-01-03T00:00:00+00:00"),
                    Line("a", 0, 0, null, "2026-01-03T00:00:00+00:00"),
                    Line("a", 3, 1, null, "2026-01-03T00:00:00+00:00"),
                    Line("nobody", 0, 1, null, "2026-01-03T00:00:00+00:00"),
                    Line("tester", 0, 1, null, "2026-01-03T00:00:00+00:00")
                ),
            ]
        );

        Assert.Equal([1, 2], report.Versions.Select(version => version.Version));
        Assert.Equal([0, 1], report.Versions[0].Labels);
        Assert.Equal([0.1f, 0.2f], report.Versions[0].Probabilities);
        Assert.Equal([1], report.Versions[1].Labels);
        Assert.Equal([0.9f], report.Versions[1].Probabilities);
        Assert.Equal((3, 3, 3, 2), (report.Joined, report.Unknown, report.Replaced, report.Pending));
    }

    [Fact]
    public void Read_WithOverrides_HasThemToo()
    {
        var report = OutcomeJoin.Read(
            [Captures("c.ndjson", """{"requestId":"t","at":"2026-01-01T00:00:06Z","version":2,"lane":"override","probabilities":[0.5]}""")],
            [Feedback("f.ndjson", Line("t", 0, 1, null, "2026-01-03T00:00:00+00:00"))],
            overrides: true
        );
        Assert.Equal(1, report.Joined);
    }

    [Fact]
    public void Read_ClassesAndNumbers_AreJoinedInTheirOwnTerms()
    {
        var report = OutcomeJoin.Read(
            [
                Captures(
                    "c.ndjson",
                    """{"requestId":"k","at":"2026-01-01T00:00:06Z","version":1,"lane":"live","classes":["red","blue"],"classProbabilities":{"red":[0.9,0.1],"blue":[0.1,0.9]}}""",
                    """{"requestId":"n","at":"2026-01-01T00:00:06Z","version":2,"lane":"live","values":[10.5,-3]}"""
                ),
            ],
            [
                Feedback(
                    "f.ndjson",
                    """{"requestId":"k","row":0,"class":"red","receivedAt":"2026-01-03T00:00:00+00:00"}""",
                    """{"requestId":"k","row":1,"class":"red","receivedAt":"2026-01-03T00:00:00+00:00"}""",
                    Line("n", 0, 12, null, "2026-01-03T00:00:00+00:00"),
                    // A class says nothing of a number.
                    """{"requestId":"n","row":1,"class":"red","receivedAt":"2026-01-03T00:00:00+00:00"}"""
                ),
            ]
        );
        var (classes, numbers) = (report.Versions[0], report.Versions[1]);
        Assert.Equal([1f, 0f], classes.Labels);
        Assert.Equal((12f, 10.5f), (Assert.Single(numbers.Labels), Assert.Single(numbers.Probabilities)));
        Assert.Equal((TaskKind.MultiClass, TaskKind.Regression), (classes.Task, numbers.Task));
        Assert.Equal((3, 1, 1), (report.Joined, report.Unknown, report.Pending));
    }

    [Fact]
    public void Read_ARequestIdThatWasUsedTwice_IsItsLastAnswer()
    {
        var report = OutcomeJoin.Read(
            [
                Captures(
                    "c.ndjson",
                    """{"requestId":"t","at":"2026-01-01T00:00:06.5Z","version":2,"lane":"live","probabilities":[0.5]}""",
                    """{"requestId":"t","at":"2026-01-01T00:00:06Z","version":1,"lane":"live","probabilities":[0.4]}"""
                ),
            ],
            [Feedback("f.ndjson", Line("t", 0, 1, null, "2026-01-03T00:00:00+00:00"))]
        );
        Assert.Equal(2, Assert.Single(report.Versions).Version);
    }

    [Fact]
    public void Read_OfATime_HasItsRequestsAlone_AndWhoseTheyAre()
    {
        var captures = Captures(
            "c.ndjson",
            """{"requestId":"a","at":"2026-01-01T00:00:05Z","version":1,"keyHash":"00ff","probabilities":[0.1,0.2]}""",
            """{"requestId":"b","at":"2026-01-01T00:00:06Z","version":1,"keyHash":null,"probabilities":[0.3]}""",
            """{"requestId":"c","at":"2026-01-01T00:00:07Z","version":1,"keyHash":"00ff","probabilities":[0.4]}"""
        );
        var feedback = Feedback(
            "f.ndjson",
            Line("a", 0, 1, null, "2026-01-03T00:00:00+00:00"),
            Line("a", 1, 0, null, "2026-01-03T00:00:00+00:00"),
            Line("b", 0, 1, null, "2026-01-03T00:00:00+00:00"),
            Line("c", 0, 1, null, "2026-01-03T00:00:00+00:00")
        );
        var at = DateTimeOffset.Parse("2026-01-01T00:00:05Z", System.Globalization.CultureInfo.InvariantCulture);

        var all = Assert.Single(OutcomeJoin.Read([captures], [feedback]).Versions);
        Assert.Equal(["00ff", "00ff", "b", "00ff"], all.Units);
        Assert.Equal([true, true, false, true], all.HasKey);
        Assert.Equal(
            [0.1f, 0.2f, 0.3f],
            Assert.Single(OutcomeJoin.Read([captures], [feedback], until: at.AddSeconds(2)).Versions).Probabilities
        );
        Assert.Equal([0.3f, 0.4f], Assert.Single(OutcomeJoin.Read([captures], [feedback], from: at.AddSeconds(1)).Versions).Probabilities);
    }

    [Fact]
    public void Read_NothingOfOneKind_JoinsNothing()
    {
        var capture = Captures(
            "c.ndjson",
            """{"requestId":"t","at":"2026-01-01T00:00:06Z","version":2,"lane":"live","probabilities":[0.5,0.6]}"""
        );
        var report = OutcomeJoin.Read([capture], []);
        Assert.Equal((0, 2), (report.Joined, report.Pending));
        Assert.Equal(1, OutcomeJoin.Read([], [Feedback("f.ndjson", Line("t", 0, 1, null, "2026-01-03T00:00:00+00:00"))]).Unknown);
    }

    private static string Line(string id, int row, double label, string? at, string receivedAt) =>
        $$"""{"requestId":"{{id}}","row":{{row}},"label":{{label}}{{(at is null ? "" : $",\"at\":\"{at}\"")}},"receivedAt":"{{receivedAt}}"}""";

    private LocalDataFile Captures(string name, params string[] lines) => _files.Text(name, string.Join('\n', lines) + "\n");

    private LocalDataFile Feedback(string name, params string[] lines) => _files.Text(name, string.Join('\n', lines) + "\n");
}
