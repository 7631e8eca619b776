namespace ServerlessML.Tests.Serving;

/// <summary>One sample of a Prometheus text, read by the letter of the format; anything else is an error.</summary>
/// <param name="Name">With the suffix of a histogram's parts.</param>
/// <param name="Labels">As <c>name=value</c>, unescaped.</param>
/// <param name="Value">The number.</param>
/// <param name="Family">The name of the TYPE line above it.</param>
/// <param name="Type">Of the family.</param>
internal sealed record PrometheusSample(string Name, IReadOnlySet<string> Labels, double Value, string Family, string Type);
