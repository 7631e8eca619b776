using System.Globalization;

namespace ServerlessML.Ml.Data;

/// <summary>Values in sentences for people, the same in every locale.</summary>
internal static class Shown
{
    public static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);

    public static string Choice(IEnumerable<string> values)
    {
        var all = values.ToList();
        var some = string.Join(", ", all.Take(8).Select(value => $"'{ShardTable.Cut(value)}'"));
        return all.Count > 8 ? $"{some} or {all.Count - 8} others" : some;
    }
}
