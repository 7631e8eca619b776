namespace ServerlessML.Functions.Pipelines;

/// <summary>The text is not a pipeline definition; every problem is listed, not just the first.</summary>
public sealed class PipelineFormatException(IReadOnlyList<PipelineProblem> problems) : Exception(string.Join("\n", problems))
{
    public IReadOnlyList<PipelineProblem> Problems { get; } = problems;
}
