namespace ServerlessML.Functions;

/// <summary>Refuses what somebody asked for. The message is for them; the API answers with 404, 409 or 403.</summary>
public sealed class RefusedException(Refusal kind, string reason) : Exception(reason)
{
    public Refusal Kind { get; } = kind;

    /// <summary>Names the case where it has a name of its own; null for that of <see cref="Kind"/>.</summary>
    public string? Title { get; init; }

    /// <summary>What there is to know beside the reason, by name.</summary>
    public IReadOnlyDictionary<string, object> More { get; init; } = new Dictionary<string, object>();

    public static RefusedException NotFound(string reason) => new(Refusal.NotFound, reason);

    public static RefusedException Conflict(string reason) => new(Refusal.Conflict, reason);

    public static RefusedException Forbidden(string reason) => new(Refusal.Forbidden, reason);
}
