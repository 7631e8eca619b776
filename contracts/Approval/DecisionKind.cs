namespace ServerlessML.Contracts;

/// <summary>What a person can do while a run waits for approval. The last one of a person holds.</summary>
public enum DecisionKind
{
    Approve,
    Reject,

    /// <summary>Takes back whatever the person did before.</summary>
    Withdraw,

    /// <summary>Names another person, who counts in this one's place for this run.</summary>
    Delegate,
}
