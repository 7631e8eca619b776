namespace ServerlessML.Contracts.Identity;

/// <summary>The roles that a caller can have; each route asks for one of them.</summary>
public static class Role
{
    public const string Engineer = "engineer";
    public const string Approver = "approver";
    public const string Operator = "operator";

    public static IReadOnlyList<string> All { get; } = [Engineer, Approver, Operator];
}
