using ServerlessML.Functions.Intake;
using ServerlessML.Functions.Validation;

namespace ServerlessML.Tests.Functions.Intake;

/// <summary>
/// What tools and people leave beside data is none, is told once, and rejects nothing; what may hold rows is never passed over.
/// </summary>
[Collection(StorageCollection.Name)]
public sealed class LandedFilesTests(Workbench bench) : IAsyncLifetime
{
    private LandingFixture _zone = null!;

    public async Task InitializeAsync() => _zone = await LandingFixture.StartAsync(bench);

    public async Task DisposeAsync() => await _zone.DisposeAsync();

    [Fact]
    public async Task Read_WhatSparkLeaves_TakesThePartsAndTellsTheRestOnce()
    {
        await _zone.LandAsync(
            "spark",
            ("part-00000.snappy.parquet", "a"),
            ("part-00001.snappy.parquet", "b"),
            (".part-00000.snappy.parquet.crc", "c"),
            ("part-00001.snappy.parquet.crc", "c"),
            ("_started_17", ""),
            ("_committed_17", "{}"),
            ("_metadata", "m"),
            ("_temporary/0/part-00002.parquet", "half"),
            ("_SUCCESS", "")
        );
        var dataset = await _zone.Landing.ReadAsync(_zone.Pipeline, "spark");
        Assert.Equal(["part-00000.snappy.parquet", "part-00001.snappy.parquet"], dataset.Files.Select(file => file.Name));
        Assert.Empty(dataset.Unreadable);
        var remark = Assert.Single(BatchFiles.Of(dataset));
        Assert.Equal(("passed-over", false, 6), (remark.Rule, remark.Rejects, remark.Count));
        Assert.Equal(
            "Passed over, since no rows are in them: 6 hidden files ('.part-00000.snappy.parquet.crc', '_committed_17', '_metadata' and 3 more).",
            remark.Message
        );
    }

    [Fact]
    public async Task Read_BlobsThatStandForFolders_AreNoFiles()
    {
        await _zone.LandAsync(
            "folders",
            ("north!", ""),
            ("north/depot.csv", "x\n1\n"),
            ("south", ""),
            ("south/depot.csv", "x\n2\n"),
            ("out.csv!", ""),
            ("out.parquet", ""),
            ("out.parquet/part-0.parquet", "p"),
            ("west_$folder$", ""),
            ("lonely", "")
        );
        var dataset = await _zone.Landing.ReadAsync(_zone.Pipeline, "folders");
        Assert.Equal(["north/depot.csv", "out.parquet/part-0.parquet", "south/depot.csv"], dataset.Files.Select(file => file.Name));
        Assert.Empty(dataset.Unreadable);
        Assert.Equal([(PassedOverKind.Folder, 5), (PassedOverKind.Empty, 1)], dataset.PassedOver!.Select(over => (over.Kind, over.Count)));
    }

    [Fact]
    public void Sort_ANameThatEndsInASlash_IsAFolder()
    {
        var at = DateTimeOffset.UnixEpoch;
        var landed = new LandedBatch([new("east/", 0, "1", at, false), new("east/a.csv", 5, "2", at, false)]);
        var (data, unreadable, over) = landed.Sorted();
        Assert.Equal(["east/a.csv"], data.Select(blob => blob.Name));
        Assert.Empty(unreadable);
        Assert.Equal(PassedOverKind.Folder, Assert.Single(over!).Kind);
    }

    [Fact]
    public async Task Read_WhatPeopleLeave_IsToldByKind()
    {
        await _zone.LandAsync(
            "people",
            ("a.csv", "x\n1\n"),
            ("desktop.ini", "[x]"),
            ("Thumbs.db", "t"),
            (".DS_Store", "d"),
            ("~$a.csv", "lock"),
            ("README.md", "# a"),
            ("papers/plan.pdf", "%PDF"),
            ("empty.xlsx", "")
        );
        var dataset = await _zone.Landing.ReadAsync(_zone.Pipeline, "people");
        Assert.Equal(["a.csv"], dataset.Files.Select(file => file.Name));
        Assert.Empty(dataset.Unreadable);
        Assert.Equal(
            "Passed over, since no rows are in them: 1 hidden file ('.DS_Store'), 3 files of an operating system or office program "
                + "('Thumbs.db', 'desktop.ini', '~$a.csv'), 2 documents ('README.md', 'papers/plan.pdf'), 1 file without a byte ('empty.xlsx').",
            Assert.Single(BatchFiles.Of(dataset)).Message
        );
    }

    [Fact]
    public async Task Read_WhatMayHoldRows_RejectsWithASentenceAKind()
    {
        await _zone.LandAsync(
            "foreign",
            ("a.csv", "x\n1\n"),
            ("north.xlsx", "1"),
            ("south.XLSX", "2"),
            ("rows.avro", "3"),
            ("part-00000", "4")
        );
        var said = BatchFiles.Of(await _zone.Landing.ReadAsync(_zone.Pipeline, "foreign"));
        Assert.All(said, violation => Assert.Equal(("format", true), (violation.Rule, violation.Rejects)));
        Assert.Equal(
            [
                $"'part-00000' has no ending that says how to read it. Land its rows as {DataFormats.Known}, or take it out of the batch.",
                $"'rows.avro' has the ending .avro, which is not read, though it may hold rows. Land its rows as {DataFormats.Known}, or take "
                    + "it out of the batch.",
                $"2 files ('north.xlsx', 'south.XLSX') have the ending .xlsx, which is not read, though it may hold rows. Save each sheet as "
                    + $"CSV: files are read as {DataFormats.Known}.",
            ],
            said.Select(violation => violation.Message).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Read_FilesWithoutAByte_AreDataOnlyWhereNoOtherIs()
    {
        await _zone.LandAsync("some", ("a.csv", "x\n1\n"), ("b.csv", ""));
        Assert.Equal(["a.csv"], (await _zone.Landing.ReadAsync(_zone.Pipeline, "some")).Files.Select(file => file.Name));
        await _zone.LandAsync("none", ("a.csv", ""), ("b.csv", ""));
        var none = await _zone.Landing.ReadAsync(_zone.Pipeline, "none");
        Assert.Equal(["a.csv", "b.csv"], none.Files.Select(file => file.Name));
        Assert.Empty(BatchFiles.Of(none));
    }

    [Fact]
    public async Task Read_OneFileUnderTwoNames_IsOneFile()
    {
        await _zone.LandAsync("twice", ("depot.csv", "x\n1\n"), ("depot (1).csv", "x\n1\n"), ("other.csv", "x\n2\n"));
        var dataset = await _zone.Landing.ReadAsync(_zone.Pipeline, "twice");
        Assert.Equal(["depot.csv", "other.csv"], dataset.Files.Select(file => file.Name));
        var remark = Assert.Single(BatchFiles.Of(dataset));
        Assert.Equal(("same-file", false), (remark.Rule, remark.Rejects));
        Assert.Equal("'depot (1).csv' is 'depot.csv' once more, byte for byte: its rows count once.", remark.Message);

        await _zone.LandAsync("once", ("depot.csv", "x\n1\n"), ("other.csv", "x\n2\n"));
        Assert.Equal(dataset.ContentDigest(), (await _zone.Landing.ReadAsync(_zone.Pipeline, "once")).ContentDigest());
    }

    [Fact]
    public async Task Read_EqualFilesOfTwoPartitionsOrFormats_AreOtherRows()
    {
        await _zone.LandAsync(
            "parts",
            ("zone=1/part-0.csv", "x\n1\n"),
            ("zone=2/part-0.csv", "x\n1\n"),
            ("zone=2/part-1.csv", "x\n1\n"),
            ("_year=2026/part-0.csv", "x\n1\n"),
            ("a.ndjson", "x\n1\n")
        );
        var dataset = await _zone.Landing.ReadAsync(_zone.Pipeline, "parts");
        Assert.Equal(
            ["_year=2026/part-0.csv", "a.ndjson", "zone=1/part-0.csv", "zone=2/part-0.csv"],
            dataset.Files.Select(file => file.Name)
        );
        Assert.Equal([new FileCopy("zone=2/part-1.csv", "zone=2/part-0.csv")], dataset.Copies!);
    }

    [Fact]
    public async Task Read_AnOrdinaryBatch_HasTheDatasetThatItAlwaysHad()
    {
        await _zone.LandAsync("plain", ("a.csv", "x\n1\n"), ("_SUCCESS", ""));
        Assert.Equal((null, null), ((await ReadAsync()).PassedOver, (await ReadAsync()).Copies));
        var before = CanonicalJson.DigestOf(await ReadAsync());
        await _zone.Landing.WriteMarkerAsync(_zone.Pipeline, "plain", LandingZone.Note, "a note");
        Assert.Equal(before, CanonicalJson.DigestOf(await ReadAsync()));

        Task<DatasetManifest> ReadAsync() => _zone.Landing.ReadAsync(_zone.Pipeline, "plain");
    }
}
