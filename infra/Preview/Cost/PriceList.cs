using System.Text.Json;

namespace ServerlessML.Preview.Cost;

/// <summary>Prices, each with the page and the month that it is from.</summary>
public sealed record PriceList(string Currency, string Note, IReadOnlyDictionary<string, Price> Prices, IReadOnlyList<string> NotCounted)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static PriceList Embedded { get; } = Read();

    /// <summary>Null where it is not known.</summary>
    public double? Find(string item) =>
        Prices.TryGetValue(item, out var price) ? price.Amount : throw new KeyNotFoundException($"prices.json has no {item}.");

    public double this[string item] => Find(item) ?? throw new KeyNotFoundException($"{item} has no price.");

    /// <summary>
    /// Puts the prices of a file in place of these: <c>{"prices":{"gpu-t4-second":{"amount":0.0002,"source":"our
    /// agreement","asOf":"2026-01"}}}</c>, and its currency, if it says one.
    /// </summary>
    /// <exception cref="ArgumentException">The file is none, or names a price that there is not; the message says which.</exception>
    public PriceList With(string file)
    {
        PriceFile? own;
        try
        {
            own = JsonSerializer.Deserialize<PriceFile>(File.ReadAllText(file), Options);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"The prices of {file} cannot be read: {e.Message}");
        }

        var prices = own?.Prices ?? throw new ArgumentException($"{file} has no 'prices'.");
        foreach (var (item, price) in prices)
        {
            if (!Prices.ContainsKey(item))
            {
                throw new ArgumentException(
                    $"{file} has a price of '{item}', which is not one: there are {string.Join(", ", Prices.Keys)}."
                );
            }

            if (price is not { Amount: >= 0, Source.Length: > 0, AsOf.Length: > 0 })
            {
                throw new ArgumentException($"{file}: '{item}' needs an 'amount' of 0 or more, a 'source' and 'asOf'.");
            }
        }

        // Amounts of two currencies do not add up.
        if (
            own.Currency is { } currency
            && currency != Currency
            && Prices.Keys.FirstOrDefault(item => !prices.ContainsKey(item) && Prices[item].Amount is not null) is { } missing
        )
        {
            throw new ArgumentException(
                $"{file} is in {currency} and has no price of '{missing}', which is in {Currency}: a file of another currency has them all."
            );
        }

        return this with
        {
            Currency = own.Currency ?? Currency,
            Prices = Prices.ToDictionary(pair => pair.Key, pair => prices.GetValueOrDefault(pair.Key, pair.Value)),
        };
    }

    private static PriceList Read()
    {
        using var stream = typeof(PriceList).Assembly.GetManifestResourceStream("prices.json")!;
        return JsonSerializer.Deserialize<PriceList>(stream, Options)!;
    }

    private sealed record PriceFile(string? Currency, Dictionary<string, Price>? Prices);
}
