using System.Text.RegularExpressions;

namespace ServerlessML.Functions.Training.Backends;

/// <summary>One attempt of a training job.</summary>
public sealed partial record Attempt(string RunId, string JobId, int Number, string InstanceId)
{
    private const int LongestName = 200;

    public static Attempt Of(TrainingJob job) => new(job.RunId, job.JobId, job.Attempt, job.InstanceId);

    /// <summary>
    /// What platforms and runners know it by: always the same for the same attempt. Letters, digits, '-' and '_', as Azure ML asks;
    /// what does not fit becomes '-', and a digest keeps such names apart.
    /// </summary>
    public string Name
    {
        get
        {
            var plain = $"{JobId}-a{Number}";
            var fit = Unfit().Replace(plain, "-");
            return fit == plain && char.IsAsciiLetterOrDigit(fit[0]) && fit.Length <= LongestName
                ? fit
                : $"t-{fit[..Math.Min(fit.Length, LongestName)]}-{CanonicalJson.DigestOf(plain).Hex[..8]}";
        }
    }

    [GeneratedRegex("[^a-zA-Z0-9_-]")]
    private static partial Regex Unfit();
}
