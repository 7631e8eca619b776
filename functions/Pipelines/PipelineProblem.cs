namespace ServerlessML.Functions.Pipelines;

/// <summary>One thing wrong with a pipeline.yaml, and where. Lines and columns count from 1.</summary>
public sealed record PipelineProblem(int Line, int Column, string Message)
{
    public override string ToString() => $"line {Line}, column {Column}: {Message}";
}
