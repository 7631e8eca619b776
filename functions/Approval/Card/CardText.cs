using System.Globalization;
using ServerlessML.Contracts.Evaluation;

namespace ServerlessML.Functions.Approval.Card;

/// <summary>Numbers as a card has them.</summary>
internal static class CardText
{
    public static string Text(double? value, string format = "0.0000") => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";

    public static string Whole(long? value) => value?.ToString("N0", CultureInfo.InvariantCulture) ?? "";

    /// <summary>Writes a number in units of any size.</summary>
    public static string Any(double? value) =>
        value is not { } number
            ? ""
            : Text(
                number,
                Math.Abs(number) >= 1000 ? "N0"
                    : Math.Abs(number) >= 10 ? "0.00"
                    : "0.0000"
            );

    public static string Range(MeasureScore? score) => score is null ? "" : Range(score.Value, score.Low, score.High);

    public static string Range(MeasureDifference? difference) =>
        difference is null ? "" : Range(difference.Difference, difference.Low, difference.High);

    public static string Range(MeasuredInterval? interval) => interval is null ? "" : Range(interval.Estimate, interval.Low, interval.High);

    private static string Range(double value, double? low, double? high) =>
        low is null || high is null ? Any(value) : $"{Any(value)} ({Any(low)} to {Any(high)})";

    public static string Chance(double? p) => p is < 0.001 ? "below 0.001" : Text(p, "0.000");

    public static string Latency(ModelDetail? model) =>
        model is null ? "" : $"{Text(model.LatencyP50Ms, "0.000")}, {Text(model.LatencyP99Ms, "0.000")}";
}
