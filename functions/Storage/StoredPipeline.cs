namespace ServerlessML.Functions.Storage;

/// <summary>A definition as it lies in storage: its text, what it says, and its tag.</summary>
public sealed record StoredPipeline(string Text, PipelineDefinition Definition, string Tag);
