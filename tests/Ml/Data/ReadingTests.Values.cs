using System.Text;

namespace ServerlessML.Tests.Ml.Data;

public sealed partial class ReadingTests
{
    [Theory]
    [InlineData("ints.parquet", "r::BIGINT")]
    [InlineData("floats.parquet", "r::DOUBLE")]
    [InlineData("halves.parquet", "r::FLOAT")]
    [InlineData("decimals.parquet", "r::DECIMAL(10, 2)")]
    [InlineData("texts.parquet", "r::VARCHAR")]
    [InlineData("padded.parquet", "rpad(r::VARCHAR, 8, ' ')")]
    [InlineData("ints.csv", "r")]
    [InlineData("floats.csv", "r || '.0'")]
    [InlineData("ints.ndjson", "r")]
    [InlineData("floats.ndjson", "r::DOUBLE")]
    [InlineData("texts.ndjson", "r::VARCHAR")]
    public void Read_ACode_IsOneCategoryFromEveryFormat(string name, string route)
    {
        var file = _files.Write(
            name,
            $"SELECT {route} AS route, i % 2 AS late FROM (SELECT i, [7, 12, 30][i % 3 + 1] AS r FROM range(12) t(i))"
        );
        foreach (var values in new string[][] { [], ["7", "12", "30"] })
        {
            var contract = OfCategory("route", values);
            var report = LandedFiles.Validate(file, contract);
            Assert.Equal(name == "padded.parquet" ? ["form"] : [], report.Violations.Select(violation => violation.Rule));
            Assert.Equal(["12", "30", "7"], report.Profile!.Columns[0].Categories.Keys);
            var routes = TableReader.Read([file], contract).Categories("route");
            Assert.Equal(["7", "12", "30"], routes.Dictionary);
            Assert.Equal("30", routes[5]);
        }
    }

    [Theory]
    [InlineData("a.parquet", "9007199254740992 + i")]
    [InlineData("a.csv", "9007199254740992 + i")]
    [InlineData("a.ndjson", "9007199254740992 + i")]
    [InlineData("a.csv", "'00' || i")]
    [InlineData("a.csv", "'1.' || i || '0'")]
    public void Read_CodesThatNumbersWouldMerge_StayApart(string name, string code)
    {
        var file = _files.Write(name, $"SELECT {code} AS code, i % 2 AS late FROM range(4) r(i)");
        Assert.Equal(4, TableReader.Read([file], OfCategory("code")).Categories("code").Dictionary.Length);
        Assert.Equal(4, LandedFiles.Validate(file, OfCategory("code")).Profile!.Columns[0].Categories.Count);
    }

    [Theory]
    [InlineData("a.csv")]
    [InlineData("a.parquet")]
    public void Read_BlanksAndNormalForms_AreOneCategory(string name)
    {
        var file = _files.Write(
            name,
            "SELECT ['west', 'west    ', ' west', 'Köln', 'Ko' || chr(776) || 'ln', 'West'][i % 6 + 1] AS zone, i % 2 AS late FROM range(12) r(i)"
        );
        var report = LandedFiles.Validate(file, OfCategory("zone"));
        Assert.Equal(["Köln=4", "West=2", "west=6"], report.Profile!.Columns[0].Categories.Select(pair => $"{pair.Key}={pair.Value}"));
        Assert.Equal(["west", "Köln", "West"], TableReader.Read([file], OfCategory("zone")).Categories("zone").Dictionary);
        Assert.Equal(
            "8 values in column 'zone' of '"
                + name
                + "' differ from others by case alone, and are categories of their own, such as 'West' "
                + "(2 times), 'west' (6 times). If they are one, write them in one case.",
            report.Violations.Single(violation => violation.Rule == "case").Message
        );
        var form = report.Violations.Single(violation => violation.Rule == "form");
        Assert.False(form.Rejects);
        Assert.Equal((6, "' west' (2 times)"), (form.Count, form.Examples[0]));
        Assert.Contains("'west    ' (2 times)", form.Examples);
    }

    [Fact]
    public void Validate_Examples_ShowTheirBlanks()
    {
        var file = _files.Text("a.csv", "zone,late\nwest,1\nno  rth,0\n");
        Assert.Equal(
            ["line 3: 'no  rth'"],
            LandedFiles.Validate(file, OfCategory("zone", "west", "north")).Violations.Single(violation => violation.Rejects).Examples
        );
    }

    [Theory]
    [InlineData("a.csv", "'-1.7976931348623157E+308'", "line 4: -1.7976931348623157e+308")]
    [InlineData("a.parquet", "'-1.7976931348623157E+308'", "row 3: -1.7976931348623157e+308")]
    [InlineData("a.ndjson", "1e39", "row 3: 1e+39")]
    [InlineData("a.csv", "'3.4028236e38'", "line 4: 3.4028236e+38")]
    public void Validate_ANumberBeyondFloat32_IsNamedWithItsReason(string name, string beyond, string example)
    {
        var file = _files.Write(
            name,
            $"SELECT CASE WHEN i = 2 THEN {beyond}::DOUBLE ELSE i END AS weight, i % 2 AS late FROM range(9) r(i)"
        );
        var violation = Assert.Single(LandedFiles.Validate(file, OfNumber("weight")).Violations);
        Assert.Equal(("float32", "weight", 1L), (violation.Rule, violation.Column!, violation.Count));
        Assert.Equal([example], violation.Examples);
        Assert.Contains("32 bits", violation.Message, StringComparison.Ordinal);
        var missing = OfNumber("weight") with { Format = new() { Missing = ["-1.7976931348623157e308", "1e39", "3.4028236e38"] } };
        Assert.Empty(LandedFiles.Validate(file, missing).Violations);
        Assert.True(float.IsNaN(TableReader.Read([file], missing).Numbers("weight").Values[2]));
    }

    [Theory]
    [InlineData("a.parquet", "100000001 + i", "100000001 and 100000002", true)]
    [InlineData("a.csv", "16777216 + i", "16777216 and 16777217", true)]
    [InlineData("a.ndjson", "1600000000 + i * 3.5", "1600000000 and 1600000003.5", true)]
    [InlineData("a.parquet", "16777200 + i % 16", "", false)]
    [InlineData("a.csv", "i / 7.0", "", false)]
    public void Validate_ValuesThatFloat32Merges_AreRemarked(string name, string value, string pair, bool merges)
    {
        var file = _files.Write(name, $"SELECT {value} AS id, i % 2 AS late FROM range(1000) r(i)");
        var remarks = LandedFiles.Validate(file, OfNumber("id")).Violations;
        Assert.Equal(merges ? ["float32-merges"] : [], remarks.Select(remark => remark.Rule));
        Assert.All(remarks, remark => Assert.False(remark.Rejects));
        Assert.Equal(merges ? [pair] : [], remarks.SelectMany(remark => remark.Examples));
    }

    [Theory]
    [InlineData("a.parquet", "i % 3 = 0", "i % 2 = 0")]
    [InlineData("a.ndjson", "i % 3 = 0", "i % 2 = 0")]
    [InlineData("a.csv", "i % 3 = 0", "i % 2 = 0")]
    [InlineData("a.csv", "CASE WHEN i % 3 = 0 THEN 'True' ELSE 'False' END", "CASE WHEN i % 2 = 0 THEN 'Yes' ELSE 'No' END")]
    [InlineData("a.csv", "CASE WHEN i % 3 = 0 THEN 'y' ELSE 'N' END", "CASE WHEN i % 2 = 0 THEN 'TRUE' ELSE 'FALSE' END")]
    [InlineData("a.csv", "CASE WHEN i % 3 = 0 THEN 't' ELSE 'f' END", "(i % 2 = 0)::INTEGER")]
    [InlineData("a.csv", "(i % 3 = 0)::INTEGER", "(i % 2 = 0)::INTEGER || '.0'")]
    [InlineData("a.parquet", "CASE WHEN i % 3 = 0 THEN 1.0 ELSE 0.0 END", "CASE WHEN i % 2 = 0 THEN 'yes' ELSE 'no' END")]
    public void Read_Booleans_AreOneThing(string name, string feature, string label)
    {
        var file = _files.Write(name, $"SELECT {feature} AS insured, {label} AS late FROM range(12) r(i)");
        foreach (var type in new[] { ColumnType.Boolean, ColumnType.Integer, ColumnType.Number })
        {
            foreach (var values in new string[][] { ["0", "1"], ["false", "true"], ["False", "True"], ["no", "yes"] })
            {
                var contract = OfNumber("insured") with
                {
                    Columns =
                    [
                        new()
                        {
                            Name = "insured",
                            Type = type,
                            Min = 0,
                            Max = 1,
                        },
                    ],
                    Label = new() { Name = "late", Values = values },
                };
                var report = LandedFiles.Validate(file, contract);
                Assert.Empty(report.Violations);
                Assert.Equal((4.0, 6L), (report.Profile!.Columns[0].Sum, report.Profile.Labels[values[1]]));
                var table = TableReader.Read([file], contract);
                Assert.Equal(Enumerable.Range(0, 12).Select(i => i % 3 == 0 ? 1f : 0f), table.Numbers("insured").Values);
                Assert.Equal(Enumerable.Range(0, 12).Select(i => i % 2 == 0 ? 1f : 0f), table.Numbers("late").Values);
            }
        }
    }

    [Theory]
    [InlineData("a.parquet", "i % 3 = 0")]
    [InlineData("a.csv", "CASE WHEN i % 3 = 0 THEN 'True' ELSE 'False' END")]
    [InlineData("b.csv", "CASE WHEN i % 3 = 0 THEN 'yes' ELSE 'no' END")]
    [InlineData("a.ndjson", "i % 3 = 0")]
    public void Read_BooleansAsDeclaredCategories_AreTheDeclaredWords(string name, string feature)
    {
        var file = _files.Write(name, $"SELECT {feature} AS insured, i % 2 AS late FROM range(12) r(i)");
        var contract = OfCategory("insured", "true", "false");
        var report = LandedFiles.Validate(file, contract);
        Assert.Empty(report.Violations);
        Assert.Equal(["false=8", "true=4"], report.Profile!.Columns[0].Categories.Select(pair => $"{pair.Key}={pair.Value}"));
        Assert.Equal("true", TableReader.Read([file], contract).Categories("insured")[3]);
    }

    [Fact]
    public void Validate_WordsAmongNumbers_AreNoBooleans()
    {
        var file = _files.Text("a.csv", "weight,late\n17.5,1\ntrue,0\nno,0\n3,1\n");
        var violation = Assert.Single(LandedFiles.Validate(file, OfNumber("weight")).Violations);
        Assert.Equal(("type", 2L), (violation.Rule, violation.Count));
        Assert.Equal(["line 3: 'true'", "line 4: 'no'"], violation.Examples);
    }

    [Theory]
    [InlineData(
        "hour,weight,zone,weight,late\n4,1,a,2,1\n",
        "'d.csv' has the column 'weight' 2 times; in places 2 and 4. Rename or remove all but one: nobody can say which is meant."
    )]
    [InlineData(
        "hour,weight,zone,weight ,late\n4,1,a,2,1\n",
        "'d.csv' has the columns 'weight' and 'weight ', which are one name but for blanks or Unicode's normal form; in places 2 and 4. "
            + "Rename or remove all but one: nobody can say which is meant."
    )]
    [InlineData(
        "hour,wieght,zone,late\n4,1,a,1\n",
        "'d.csv' has no column 'weight'; it has 'hour', 'wieght', 'zone', 'late'; did you mean 'wieght'?"
    )]
    [InlineData("hour,Weight,zone,late\n4,1,a,1\n", "'d.csv' has no column 'weight'; it has 'Weight', which is another name.")]
    public void Validate_NamesThatDoNotFit_AreOneSentence(string content, string told)
    {
        var file = _files.Text("d.csv", content);
        Assert.Equal(told, Assert.Single(LandedFiles.Validate(file, Depot).Violations, violation => violation.Rejects).Message);
        if (told.Contains("places", StringComparison.Ordinal))
        {
            Assert.Contains(
                "places 2 and 4",
                Assert.Throws<UnreadableFileException>(() => TableReader.Read([file], Depot)).Message,
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public void Read_ParquetNamesThatDifferByCase_AreToldApart()
    {
        // DuckDB writes no such names: one of another letter stands in, which the file's footer has as it is.
        var written = File.ReadAllBytes(
            _files.Write("a.parquet", "SELECT ['x', 'y'][i + 1] AS WEIGHT, i + 1.5 AS weighX, i % 2 AS late FROM range(2) r(i)").Path
        );
        var real = _files.Bytes(
            "b.parquet",
            Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(written).Replace("weighX", "weight", StringComparison.Ordinal))
        );
        Assert.DoesNotContain(LandedFiles.Validate(real, OfNumber("weight")).Violations, violation => violation.Rejects);
        Assert.Equal([1.5f, 2.5f], TableReader.Read([real], OfNumber("weight")).Numbers("weight").Values);
        Assert.Equal("x", TableReader.Read([real], OfCategory("WEIGHT")).Categories("WEIGHT")[0]);
    }

    [Theory]
    [InlineData("d.csv")]
    [InlineData("d.parquet")]
    [InlineData("d.ndjson")]
    public void Read_ANameInAnotherNormalForm_IsTheName(string name)
    {
        var file = _files.Write(name, "SELECT i AS \"gro\u0308ße\", i % 2 AS late FROM range(4) r(i)");
        Assert.Empty(LandedFiles.Validate(file, OfNumber("größe")).Violations);
        Assert.Equal([0, 1, 2, 3], TableReader.Read([file], OfNumber("größe")).Numbers("größe").Values);
    }

    private static DataContract OfNumber(string name) =>
        new()
        {
            Columns =
            [
                new()
                {
                    Name = name,
                    Type = ColumnType.Number,
                    MaxMissing = 0.5,
                },
            ],
            Label = new() { Name = "late", Values = ["0", "1"] },
        };

    private static DataContract OfCategory(string name, params string[] values) =>
        OfNumber(name) with
        {
            Columns =
            [
                new()
                {
                    Name = name,
                    Type = ColumnType.Category,
                    Values = values,
                },
            ],
        };
}
