namespace ServerlessML.LocalHost.Hosting.Http;

/// <summary>Who may hold a token of this host.</summary>
public static class TokenRole
{
    public const string Engineer = "engineer";
    public const string Approver = "approver";
    public const string Operator = "operator";

    public static IReadOnlyList<string> All { get; } = [Engineer, Approver, Operator];
}
