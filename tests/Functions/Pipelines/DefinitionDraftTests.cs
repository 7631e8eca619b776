using System.Globalization;
using System.IO.Compression;
using System.Text;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Intake;
using ServerlessML.Contracts.Validation;
using ServerlessML.Functions.Pipelines;
using ServerlessML.Ml.Data;
using ServerlessML.Ml.Data.Survey;
using ServerlessML.Ml.Tabular;
using ServerlessML.Ml.Training;

namespace ServerlessML.Tests.Functions.Pipelines;

/// <summary>Definitions that are drafted from tables of different shape: each is kept by its table and trains as it stands.</summary>
public sealed partial class DefinitionDraftTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("serverlessml-draft-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Draft_PlainCsv_TellsTypesRangesAndIds()
    {
        var text = Csv("order_id,hour,distance,zone,weekday,late", (row, random) =>
            $"{row + 1000},{random.Next(24)},{Number(random.NextDouble() * 50)},zone {random.Next(40)},{Days[random.Next(7)]},{random.Next(2)}"
        );
        var (definition, yaml) = Trained("late", Text("orders.csv", text));
        Assert.Equal(["hour", "distance", "zone", "weekday"], definition.Data.Columns.Select(column => column.Name));
        Assert.Equal(["order_id"], definition.Data.Ignored!);
        Assert.Equal(
            [ColumnType.Integer, ColumnType.Number, ColumnType.Category, ColumnType.Category],
            definition.Data.Columns.Select(column => column.Type)
        );
        Assert.Equal((0.0, 46.0), (definition.Data.Columns[0].Min, definition.Data.Columns[0].Max));
        Assert.Empty(definition.Data.Columns[2].Values);
        Assert.Equal(7, definition.Data.Columns[3].Values.Count);
        Assert.Equal(["0", "1"], definition.Data.Label.Values);
        Assert.Contains("order_id: { role: ignore }   # another number in nearly every row", yaml, StringComparison.Ordinal);
        Assert.StartsWith("# Drafted from orders.csv: 400 rows.", yaml, StringComparison.Ordinal);
    }

    [Fact]
    public void Draft_CsvOfAnotherCountry_TellsMarksDatesAndMissingShares()
    {
        var text = Csv("Datum;Preis;Größe;Kunde ja/nein;Bemerkung;Ausfall", (row, random) =>
            $"{random.Next(1, 29):00}.{random.Next(1, 13):00}.2025;{Comma(random.NextDouble() * 1000)};{(row % 10 == 0 ? "k.A." : Comma(random.Next(40, 60)))};"
            + $"{(random.Next(2) == 0 ? "ja" : "nein")};;{(random.Next(3) == 0 ? "ja" : "nein")}"
        );
        var (definition, yaml) = Trained("Ausfall", Text("Kredite 2025.csv", text));
        var columns = definition.Data.Columns.ToDictionary(column => column.Name);
        Assert.Equal("kredite-2025", definition.Name);
        Assert.Equal((ColumnType.Date, "dd.MM.yyyy"), (columns["Datum"].Type, columns["Datum"].Date!.Format));
        Assert.Equal((ColumnType.Number, ColumnType.Integer), (columns["Preis"].Type, columns["Größe"].Type));
        Assert.Equal(["k.A."], definition.Data.Format!.Missing!);
        Assert.InRange(columns["Größe"].MaxMissing, 0.1, 0.2);
        Assert.Equal(["ja", "nein"], columns["Kunde ja/nein"].Values);
        Assert.Equal(["Bemerkung"], definition.Data.Ignored!);
        Assert.Equal(["nein", "ja"], definition.Data.Label.Values);
        Assert.Contains("# evaluation:", yaml, StringComparison.Ordinal);
    }

    [Fact]
    public void Draft_Parquet_TellsStoredTypes()
    {
        var file = Written(
            "loans.parquet",
            """
            SELECT TIMESTAMP '2026-01-01' + to_minutes((i * 137)::BIGINT) AS asked_at, (i * 7919 % 1000) / 7.0 AS amount, i % 3 = 0 AS insured,
                ['a', 'b', NULL][i % 3 + 1] AS kind, [i] AS parts, {'zone': 'z' || (i % 4), 'deep': [1]} AS place,
                CASE WHEN i % 4 = 0 THEN 'yes' ELSE 'no' END AS paid FROM range(400) r(i)
            """
        );
        var (definition, _) = Trained("paid", file);
        var columns = definition.Data.Columns.ToDictionary(column => column.Name, column => column.Type);
        Assert.Equal(
            ("Datetime", "Number", "Boolean", "Category", "Category"),
            ($"{columns["asked_at"]}", $"{columns["amount"]}", $"{columns["insured"]}", $"{columns["kind"]}", $"{columns["place.zone"]}")
        );
        Assert.Equal(["parts", "place"], definition.Data.Ignored!.Order());
        Assert.Equal(["no", "yes"], definition.Data.Label.Values);
    }

    [Fact]
    public void Draft_CompressedNdjson_TellsPlacesWithinObjectsAndEntities()
    {
        var random = new Random(1);
        var lines = Enumerable
            .Range(0, 400)
            .Select(row =>
                $$"""{"customer_id":"c{{row % 80}}","spent":{{Number(random.NextDouble() * 9)}},"device":{"os":"{{(row % 2 == 0 ? "ios" : "web")}}","ram":{{random.Next(1, 9)}}},"tags":["x"],"level":"{{Levels[random.Next(3)]}}"}"""
            );
        var (definition, yaml) = Trained("level", Packed("events.ndjson.gz", string.Join("\n", lines)));
        Assert.Equal(["device.os", "device.ram", "spent"], definition.Data.Columns.Select(column => column.Name).Order());
        Assert.Equal(["high", "low", "middle"], definition.Data.Label.Values);
        Assert.Equal(SplitKind.Key, definition.Evaluation.Split!.Kind);
        Assert.Equal(["customer_id"], definition.Evaluation.Split.Key);
        Assert.Equal("events", definition.Name);
        Assert.Equal(["device", "tags"], definition.Data.Ignored!.Where(name => name != "customer_id").Order());
        Assert.Contains("customer_id: { role: ignore }", yaml, StringComparison.Ordinal);
    }

    [Fact]
    public void Draft_PartsInFolders_AreOneTableWithTheFoldersColumns()
    {
        var (definition, _) = Trained(
            "price",
            Text("month=2026-01/part-0.csv", Csv("area,rooms,price", Row)),
            Text("month=2026-02/part-1.csv", Csv("area,rooms,price", Row))
        );
        Assert.Equal(TaskKind.Regression, definition.Data.Label.Task);
        Assert.Equal(["area", "rooms", "month"], definition.Data.Columns.Select(column => column.Name));

        static string Row(int row, Random random) => $"{random.Next(20, 200)},{random.Next(1, 7)},{random.Next(100_000, 900_000)}";
    }

    [Fact]
    public void Draft_ThousandsAlone_AreTakenForThousands()
    {
        var text = Csv("income\tage\tsex\tfnlwgt\tincome_class", (row, random) =>
            $"{(random.Next(9) == 0 ? "n/a" : random.Next(1000, 99_999).ToString("N0", CultureInfo.InvariantCulture))}\t{random.Next(17, 90)}\t{(random.Next(2) == 0 ? "f" : "m")}\t{random.Next(1, 5)}\t{(random.Next(2) == 0 ? "<=50K" : ">50K")}"
        );
        var (definition, yaml) = Trained("income_class", Text("census.tsv", text));
        Assert.Equal((".", ","), (definition.Data.Format!.Decimal, definition.Data.Format.Thousands));
        Assert.Equal("fnlwgt", definition.Data.Weight!.Name);
        Assert.Equal(["sex"], definition.Data.Audit!.Select(column => column.Name));
        Assert.Equal(["income", "age"], definition.Data.Columns.Select(column => column.Name));
        Assert.Contains("taken for a thousand", yaml, StringComparison.Ordinal);
    }

    [Fact]
    public void Draft_AwkwardNamesAndCodes_AreQuotedAndKept()
    {
        var text = Csv("\"a: b\",#1,'q',yes,zip,on off,probability,is \"it\"", (row, random) =>
                $"{random.Next(9)},{random.Next(9)},{random.Next(9)},{random.Next(9)},{random.Next(300):00000},{random.Next(2)},0.5,{(random.Next(2) == 0 ? "t" : "f")}"
            )
            .Replace("is \"it\"", "\"is \"\"it\"\"\"", StringComparison.Ordinal);
        var (definition, _) = Trained("is \"it\"", Text("odd names.csv", text));
        Assert.Equal(["a: b", "#1", "'q'", "yes", "zip", "on off"], definition.Data.Columns.Select(column => column.Name));
        Assert.Equal(ColumnType.Category, definition.Data.Columns[4].Type);
        Assert.Equal(ColumnType.Boolean, definition.Data.Columns[5].Type);
        Assert.Equal(["probability"], definition.Data.Ignored!);
        Assert.Equal(["f", "t"], definition.Data.Label.Values);
    }

    [Fact]
    public void Draft_FewRowsInWindows1252_LowersWhatABatchNeeds()
    {
        var random = new Random(2);
        var text =
            "stadt,wert,güte\n"
            + string.Concat(
                Enumerable.Range(0, 60).Select(row => $"{(row % 2 == 0 ? "Köln" : "Würzburg")},{random.Next(100)},{row % 3}\n")
            );
        var (definition, yaml) = Trained("güte", Bytes("klein.csv", Encoding.Latin1.GetBytes(text)));
        Assert.Equal(30, definition.Validation.MinRows);
        Assert.Equal(["0", "1", "2"], definition.Data.Label.Values);
        Assert.Contains("as a number it would be { type: number }", yaml, StringComparison.Ordinal);
    }

    [Fact]
    public void Draft_NumbersOfAllSizes_KeepTheirRangesAndMergedOnesAreCategories()
    {
        var text = Csv("tiny,huge,signed,account,late", (row, random) =>
            $"{(random.NextDouble() * 1e-9).ToString("R", CultureInfo.InvariantCulture)},{random.NextInt64(1, 9) * 1_000_000_000_000_000_000},{random.Next(-50, 50)},{100_000_000 + (row % 90)},{row % 2}"
        );
        var (definition, _) = Trained("late", Text("sizes.csv", text));
        var columns = definition.Data.Columns.ToDictionary(column => column.Name);
        Assert.Equal(ColumnType.Category, columns["account"].Type);
        Assert.True(columns["signed"].Min <= -100 && columns["tiny"].Max > 0);
    }

    [Fact]
    public void Draft_Sentences_AreTexts()
    {
        string[] words = ["late", "parcel", "broken", "where", "is", "my", "thanks", "great", "slow", "again", "never", "box"];
        var text = Csv("said,model,name,happy", (row, random) =>
            $"\"{string.Join(' ', Enumerable.Range(0, random.Next(4, 9)).Select(_ => words[random.Next(12)]))}, {row}!\","
            + $"{words[random.Next(12)]} mark {random.Next(40)},First{row} Last{row},{row % 2}"
        );
        var (definition, yaml) = Trained("happy", Text("tickets.csv", text));
        Assert.Equal(
            [("said", ColumnType.Text), ("model", ColumnType.Text)],
            definition.Data.Columns.Select(column => (column.Name, column.Type))
        );
        Assert.Equal(["name"], definition.Data.Ignored!);
        Assert.Contains("said: { type: text }   # texts that mostly differ: models learn their words", yaml, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,late\n1,0\n2,0\n", "late", "The label 'late' is '0' in every row")]
    [InlineData("a,late\n1,0\n1,1\n1,0\n", "late", "No column but the label 'late' has values that a model could learn from")]
    [InlineData("a,late\n1,\n2,\n", "late", "The label 'late' has no value in any row")]
    [InlineData("a,late\n", "late", "it has no rows")]
    [InlineData("a,late\n1,0\n", "lat", "did you mean 'late'?")]
    [InlineData("late,late\n1,0\n", "late", "nobody can say which is the label")]
    public void Draft_WhereThereIsNothingToLearn_SaysWhatToDo(string text, string label, string message)
    {
        var failure = Assert.ThrowsAny<Exception>(() => Drafted(label, Text("a.csv", text)));
        Assert.True(failure is DraftException or UnreadableFileException);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Draft_WithRowsWithoutALabel_LeavesThemOut()
    {
        var text = Csv("a,kind", (row, random) => $"{random.Next(9)},{(row % 5 == 0 ? "" : $"kind {row % 3}")}");
        var file = Text("a.csv", text);
        var (definition, yaml) = Trained("kind", file);
        Assert.True(definition.Data.Label.DropMissing);
        Assert.Contains("missing: drop }   # classes; 80 of 400 rows have none and are left out", yaml, StringComparison.Ordinal);
        Assert.Contains("is missing in 80 of 400 rows: these are left out", Drafted("kind", file).Remarks[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, "values: [m, f], missing: drop }", 3)]
    [InlineData(40, "values: [f, m, none] }", 0)]
    public void Draft_AWordForNothing_IsAClassWhereManyRowsHaveIt(int rows, string label, int left)
    {
        var text = Csv("a,kind", (row, random) => $"{random.Next(9)},{(row < rows ? "none" : row % 2 == 0 ? "f" : "m")}");
        var (_, yaml) = Trained("kind", Text("a.csv", text));
        Assert.Contains(label, yaml, StringComparison.Ordinal);
        Assert.Equal(left > 0, yaml.Contains($"; {left} of 400 rows have none", StringComparison.Ordinal));
    }

    [Fact]
    public void Draft_WithANumberThatIsMissingInWords_LeavesThoseRowsOut()
    {
        var text = Csv("a,price", (row, random) =>
            $"{random.Next(9)},{(row % 10 == 0 ? "N/A" : row % 25 == 7 ? "tbd" : Number(random.NextDouble()))}"
        );
        var (definition, yaml) = Trained("price", Text("a.csv", text));
        Assert.Equal((TaskKind.Regression, true), (definition.Data.Label.Task, definition.Data.Label.DropMissing));
        Assert.Equal(["tbd"], definition.Data.Format!.Missing!);
        Assert.Contains("56 of 400 rows have none", yaml, StringComparison.Ordinal);
    }
}
