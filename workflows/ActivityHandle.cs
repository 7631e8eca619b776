namespace ServerlessML.Workflows;

/// <summary>An activity's name with its types, so that a call cannot pass the wrong record.</summary>
public sealed record ActivityHandle<TInput, TOutput>(string Name)
    where TInput : notnull;
