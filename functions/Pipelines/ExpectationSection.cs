using ServerlessML.Contracts;
using ServerlessML.Contracts.Validation;
using ServerlessML.Ml.Data;

namespace ServerlessML.Functions.Pipelines;

/// <summary>Reads <c>validation.expectations:</c>, a list of names of Great Expectations with their arguments.</summary>
internal sealed class ExpectationSection(DataContract data)
{
    private const int MostExpectations = 200;
    private const int MostValues = 10_000;
    private const int LongestRegex = 1000;

    private const string AllMissing = "all_missing";
    private const string AnyMissing = "any_missing";
    private const string Never = "never";

    // In the words of pairs and of lists of columns.
    private static readonly Dictionary<string, string> Ignored = new(StringComparer.Ordinal)
    {
        ["both_values_are_missing"] = AllMissing,
        ["all_values_are_missing"] = AllMissing,
        ["either_value_is_missing"] = AnyMissing,
        ["any_value_is_missing"] = AnyMissing,
        [Never] = Never,
    };

    public IReadOnlyList<Expectation>? Read(YamlSection validation)
    {
        if (!validation.Has("expectations"))
        {
            return null;
        }

        List<Expectation> read = [];
        foreach (var item in validation.Sections("expectations"))
        {
            foreach (var kind in ExpectationKind.All)
            {
                if (item.Section(kind.Name) is { } arguments)
                {
                    read.Add(Read(kind, arguments));
                }
            }

            if (item.Keys.Count != 1)
            {
                item.Report(
                    "",
                    "an expectation is one name with its arguments, such as 'expect_column_values_to_not_be_null: { column: age }'"
                );
            }

            item.Done();
        }

        if (read.Count > MostExpectations)
        {
            validation.Report(
                "expectations",
                $"'validation.expectations' has {read.Count} entries; it must have at most {MostExpectations}"
            );
        }

        return read.Count == 0 ? null : read;
    }

    private Expectation Read(ExpectationKind kind, YamlSection arguments)
    {
        foreach (var needed in kind.Required.Where(needed => !arguments.Has(needed)))
        {
            arguments.Report("", $"'{kind.Name}' needs '{needed}'");
        }

        double? Number(string name) => kind.Takes(name) ? arguments.Optional<double?>(name, null, value => value.Number(0)) : null;
        bool Flag(string name) => kind.Takes(name) && arguments.Optional(name, false, value => value.Boolean(false));
        var columns = Columns(kind, arguments);
        var read = new Expectation
        {
            Name = kind.Name,
            Columns = columns,
            Min = Number("min_value"),
            Max = Number("max_value"),
            StrictMin = Flag("strict_min"),
            StrictMax = Flag("strict_max"),
            Values = kind.Takes("value_set") ? Values(arguments, columns) : [],
            Regex = kind.Takes("regex") ? arguments.Optional<string?>("regex", null, value => value.Text()) : null,
            OrEqual = Flag("or_equal"),
            Total = Number("sum_total") ?? Number("value"),
            Ignore = kind.Takes("ignore_row_if")
                ? Ignored[arguments.Optional("ignore_row_if", Never, value => value.OneOf(Never, [.. Ignored.Keys]))]
                : null,
            Mostly = kind.Takes("mostly") ? arguments.Optional("mostly", 1.0, value => value.Number(1, 0, 1)) : 1,
            Severity = arguments.Optional("severity", RuleSeverity.Reject, value => value.Severity()),
        };
        if (kind.Takes("ignore_row_if") && !arguments.Has("ignore_row_if"))
        {
            read = read with { Ignore = AllMissing };
        }

        Check(kind, read, arguments);
        arguments.Done();
        return read;
    }

    private static void Check(ExpectationKind kind, Expectation read, YamlSection arguments)
    {
        if (kind.Takes("min_value"))
        {
            if (read.Min is null && read.Max is null)
            {
                arguments.Report("", $"'{kind.Name}' needs 'min_value', 'max_value' or both");
            }
            else if (read.Min > read.Max)
            {
                arguments.Report("min_value", $"'{kind.Name}' has a 'min_value' above its 'max_value'");
            }
        }

        if (read.Regex is { } regex)
        {
            var problem =
                regex.Length is 0 or > LongestRegex ? $"'regex' must have 1 to {LongestRegex} characters, not {regex.Length}"
                : ExpectationSql.RegexProblem(regex) is { } why ? $"'regex' is none that RE2 takes: {why}"
                : null;
            if (problem is not null)
            {
                arguments.Report("regex", problem);
            }
        }

        if (arguments.Has("value_set") && read.Values.Count is 0 or > MostValues)
        {
            arguments.Report("value_set", $"'value_set' must have 1 to {MostValues} values, not {read.Values.Count}");
        }
    }

    private IReadOnlyList<string> Columns(ExpectationKind kind, YamlSection arguments)
    {
        List<(string Argument, string Column)> named =
        [
            .. new[] { "column", "column_A", "column_B" }
                .Where(kind.Takes)
                .Select(argument => (argument, arguments.Optional(argument, "", value => value.Text()))),
            .. kind.Takes("column_list")
                ? arguments.Texts("column_list").Select(column => ("column_list", column))
                : Array.Empty<(string, string)>(),
        ];
        foreach (var (argument, column) in named.Where(one => arguments.Has(one.Argument)))
        {
            if (TypeOf(column) is not { } type)
            {
                var meant = NearestName.Of(column, Names()) is { } near
                    ? $"; did you mean '{near}'?"
                    : $"; it has {string.Join(", ", Names())}";
                arguments.Report(argument, $"the definition has no column '{column}'{meant}");
            }
            else if (ExpectationSql.NeedsNumbers(kind.Name) && !ExpectationSql.IsNumber(type))
            {
                arguments.Report(argument, $"'{kind.Name}' needs numbers, and '{column}' is a {type.ToString().ToLowerInvariant()}");
            }
            else if (ExpectationSql.NeedsOrder(kind.Name) && !ExpectationSql.IsOrdered(type))
            {
                arguments.Report(
                    argument,
                    $"'{kind.Name}' needs values with an order, and '{column}' is a {type.ToString().ToLowerInvariant()}"
                );
            }
            else if (kind.Takes("value_set") && ExpectationSql.IsOrdered(type) && !ExpectationSql.IsNumber(type))
            {
                arguments.Report(
                    argument,
                    $"'{kind.Name}' needs numbers or texts, and '{column}' is a {type.ToString().ToLowerInvariant()}"
                );
            }
            else if (ExpectationSql.NeedsTexts(kind.Name) && ExpectationSql.IsOrdered(type))
            {
                arguments.Report(argument, $"'{kind.Name}' needs texts, and '{column}' is a {type.ToString().ToLowerInvariant()}");
            }
        }

        var columns = named.ConvertAll(one => one.Column);
        var types = columns.Select(TypeOf).OfType<ColumnType>().Select(Family).Distinct().Count();
        if (
            kind.Takes("column_list")
            && arguments.Has("column_list")
            && columns.Distinct(StringComparer.Ordinal).Count() < Math.Max(2, columns.Count)
        )
        {
            arguments.Report("column_list", "'column_list' must name two different columns or more");
        }
        else if (kind.Takes("column_A") && columns.Distinct(StringComparer.Ordinal).Count() == 1)
        {
            arguments.Report("column_B", "'column_A' and 'column_B' must be two columns");
        }
        else if (types > 1 && kind.Scope == ExpectationScope.Row)
        {
            arguments.Report("", $"'{kind.Name}' compares values, and its columns are of different kinds");
        }

        return columns;
    }

    // Dates are held as numbers, and are none.
    private static string Family(ColumnType type) =>
        ExpectationSql.IsNumber(type) ? "number"
        : ExpectationSql.IsOrdered(type) ? "date"
        : "text";

    private IReadOnlyList<string> Values(YamlSection arguments, IReadOnlyList<string> columns)
    {
        var isNumber = columns is [var column] && TypeOf(column) is { } type && ExpectationSql.IsNumber(type);
        return isNumber
            ?
            [
                .. arguments
                    .Numbers("value_set")
                    .Distinct()
                    .Select(value => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture)),
            ]
            : [.. arguments.Texts("value_set").Select(CanonicalText.Of).Distinct(StringComparer.Ordinal)];
    }

    private IReadOnlyList<string> Names() => [.. data.Whole.Columns.Select(column => column.Name), data.Label.Name];

    private ColumnType? TypeOf(string column) =>
        column == data.Label.Name
            ? data.Label.Type ?? ColumnType.Category
            : data.Whole.Columns.FirstOrDefault(known => known.Name == column)?.Type;
}
