namespace ServerlessML.Tests.Fuzz;

/// <summary>A door answered in a way that none may.</summary>
/// <param name="kind">What is wrong, alike for all inputs of the kind.</param>
/// <param name="input">What it was asked, in words that let it be asked again.</param>
internal sealed class BrokenRuleException(string kind, string input, Exception? cause = null) : Exception($"{kind}\n  {input}", cause)
{
    public string Kind { get; } = kind;
}
