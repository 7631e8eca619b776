namespace ServerlessML.Functions.Training.Backends;

/// <summary>A platform's job ended.</summary>
/// <param name="What">The job, in words that find it in the portal.</param>
/// <param name="Status">In the platform's word.</param>
public sealed record AttemptEnd(string What, string Status);
