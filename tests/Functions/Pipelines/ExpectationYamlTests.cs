using ServerlessML.Contracts.Validation;
using ServerlessML.Functions.Pipelines;

namespace ServerlessML.Tests.Functions.Pipelines;

public sealed class ExpectationYamlTests
{
    private const string Least = """
        name: small
        data:
          columns: { level: { type: number }, top: { type: integer }, code: { type: category } }
          label: { name: late, values: [0, 1] }
        """;

    [Fact]
    public void Parse_Expectations_AreReadWithTheirDefaults()
    {
        var read = Read(
            """
            - expect_column_values_to_match_regex: { column: code, regex: '^[A-Z]+$', mostly: 0.99, severity: warn }
            - expect_column_values_to_be_in_set: { column: level, value_set: [1, 2.50] }
            - expect_column_pair_values_a_to_be_greater_than_b:
                { column_A: top, column_B: level, or_equal: true, ignore_row_if: either_value_is_missing }
            - expect_compound_columns_to_be_unique: { column_list: [code, late] }
            - expect_table_row_count_to_be_between: { min_value: 10 }
            """
        );
        Assert.Equal(
            ["^[A-Z]+$ 0.99 Warn", "1,2.5", "top>level True any_missing", "code,late all_missing 1 Reject", "10 "],
            [
                $"{read[0].Regex} {read[0].Mostly} {read[0].Severity}",
                string.Join(',', read[1].Values),
                $"{string.Join('>', read[2].Columns)} {read[2].OrEqual} {read[2].Ignore}",
                $"{string.Join(',', read[3].Columns)} {read[3].Ignore} {read[3].Mostly} {read[3].Severity}",
                $"{read[4].Min} {read[4].Max}",
            ]
        );
    }

    [Fact]
    public void Parse_EveryName_IsTaken()
    {
        var lines = ExpectationKind.All.Select(kind =>
        {
            var arguments = kind.Required.Concat(kind.Optional).Append("severity").Select(name => $"{name}: {Sample(kind, name)}");
            return $"- {kind.Name}: {{ {string.Join(", ", arguments)} }}";
        });
        Assert.Equal(ExpectationKind.All.Select(kind => kind.Name), Read(string.Join('\n', lines)).Select(read => read.Name));
    }

    [Theory]
    [InlineData(
        "expect_column_values_to_match_regexp: { column: code, regex: a }",
        "unknown key 'validation.expectations[0].expect_column_values_to_match_regexp'; did you mean 'expect_column_values_to_match_regex'?"
    )]
    [InlineData("expect_column_values_to_not_be_null: { colum: code }", "unknown key", "did you mean 'column'?")]
    [InlineData("expect_column_values_to_not_be_null: {}", "'expect_column_values_to_not_be_null' needs 'column'")]
    [InlineData("expect_column_values_to_not_be_null: { column: cod }", "the definition has no column 'cod'; did you mean 'code'?")]
    [InlineData("expect_column_mean_to_be_between: { column: code, min_value: 1 }", "needs numbers, and 'code' is a category")]
    [InlineData("expect_column_values_to_match_regex: { column: level, regex: a }", "needs texts, and 'level' is a number")]
    [InlineData("expect_column_values_to_match_regex: { column: code, regex: '[' }", "'regex' is none that RE2 takes")]
    [InlineData("expect_column_values_to_be_between: { column: level }", "needs 'min_value', 'max_value' or both")]
    [InlineData("expect_column_values_to_be_between: { column: level, min_value: 2, max_value: 1 }", "'min_value' above its 'max_value'")]
    [InlineData("expect_column_values_to_be_between: { column: level, min_value: low }", "must be a number, not 'low'")]
    [InlineData("expect_column_values_to_be_in_set: { column: code, value_set: [] }", "'value_set' must have 1 to 10000 values, not 0")]
    [InlineData("expect_column_values_to_not_be_null: { column: code, mostly: 95 }", "must be from 0 to 1, not 95")]
    [InlineData("expect_column_values_to_not_be_null: { column: code, severity: fatal }", "must be one of warn, reject, not 'fatal'")]
    [InlineData(
        "expect_column_pair_values_to_be_equal: { column_A: code, column_B: code }",
        "'column_A' and 'column_B' must be two columns"
    )]
    [InlineData("expect_column_pair_values_to_be_equal: { column_A: code, column_B: level }", "its columns are of different kinds")]
    [InlineData("expect_compound_columns_to_be_unique: { column_list: [code] }", "must name two different columns or more")]
    [InlineData("expect_table_row_count_to_equal: {}", "needs 'value'")]
    public void Parse_OneMistake_SaysWhat(string text, params string[] words)
    {
        var problems = Assert.Throws<PipelineFormatException>(() => Read($"- {text}")).Problems;
        Assert.Contains(problems, problem => words.All(word => problem.Message.Contains(word, StringComparison.Ordinal)));
    }

    [Fact]
    public void Parse_TwoNamesInOneEntry_IsRefused() =>
        Assert.Contains(
            "one name with its arguments",
            Assert
                .Throws<PipelineFormatException>(() =>
                    Read("- { expect_column_values_to_not_be_null: { column: code }, expect_column_values_to_be_unique: { column: code } }")
                )
                .Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("anomalies: reject", RuleSeverity.Reject, 8)]
    [InlineData("anomalies: off", RuleSeverity.Off, 8)]
    [InlineData("anomalies: { min-batches: 5 }", RuleSeverity.Warn, 5)]
    public void Parse_Anomalies_AreAWordOrASection(string text, RuleSeverity severity, int batches)
    {
        var rules = PipelineYaml.Parse($"{Least}\nvalidation: {{ {text} }}").Validation.Anomalies!;
        Assert.Equal((severity, batches, 3.0), (rules.Severity, rules.MinBatches, rules.Deviations));
    }

    [Theory]
    [InlineData("drift: off", RuleSeverity.Off, 0.1, 0.1)]
    [InlineData("drift: { severity: reject, limit: 0.2, columns: { top: 0.4 } }", RuleSeverity.Reject, 0.2, 0.4)]
    public void Parse_Drift_IsAWordOrASection(string text, RuleSeverity severity, double level, double top)
    {
        var rules = PipelineYaml.Parse($"{Least}\nvalidation: {{ {text} }}").Validation.Drift!;
        Assert.Equal((severity, level, top), (rules.Severity, rules.LimitOf("level"), rules.LimitOf("top")));
    }

    [Theory]
    [InlineData("drift: warn, max-drift: 1", "'validation.max-drift' is the older form of 'validation.drift'")]
    [InlineData("drift: { columns: { tpo: 1 } }", "the definition has no column 'tpo'; did you mean 'top'?")]
    [InlineData("drift: { limit: 0 }", "must be from 0.001 to 1000, not 0")]
    [InlineData("schema: never", "must be one of warn, reject, off, not 'never'")]
    public void Parse_ADriftMistake_SaysWhat(string text, string words) =>
        Assert.Contains(
            Assert.Throws<PipelineFormatException>(() => PipelineYaml.Parse($"{Least}\nvalidation: {{ {text} }}")).Problems,
            problem => problem.Message.Contains(words, StringComparison.Ordinal)
        );

    private static IReadOnlyList<Expectation> Read(string list)
    {
        var indented = string.Join('\n', list.Split('\n').Select(line => $"    {line}"));
        return PipelineYaml.Parse($"{Least}\nvalidation:\n  expectations:\n{indented}\n").Validation.Expectations!;
    }

    private static string Sample(ExpectationKind kind, string name) =>
        name switch
        {
            "column" => kind.Name.Contains("regex", StringComparison.Ordinal) || kind.Name.Contains("length", StringComparison.Ordinal)
                ? "code"
                : "level",
            "column_A" => "level",
            "column_B" => "top",
            "column_list" => "[level, top]",
            "value_set" => "[1, 2]",
            "regex" => "'a'",
            "min_value" => "1",
            "max_value" => "2",
            "mostly" => "0.9",
            "ignore_row_if" => "never",
            "severity" => "warn",
            "or_equal" or "strict_min" or "strict_max" => "true",
            _ => "3",
        };
}
