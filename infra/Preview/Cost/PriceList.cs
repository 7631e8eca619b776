using System.Text.Json;

namespace ServerlessML.Preview.Cost;

/// <summary>Prices, with the day and the place that they are from.</summary>
public sealed record PriceList(string Currency, string AsOf, string Note, string Source, IReadOnlyDictionary<string, double> Prices, IReadOnlyList<string> NotPriced)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static PriceList Embedded { get; } = Read();

    public double this[string item] => Prices.TryGetValue(item, out var price) ? price : throw new KeyNotFoundException($"prices.json has no price of {item}.");

    private static PriceList Read()
    {
        using var stream = typeof(PriceList).Assembly.GetManifestResourceStream("prices.json")!;
        return JsonSerializer.Deserialize<PriceList>(stream, Options)!;
    }
}
