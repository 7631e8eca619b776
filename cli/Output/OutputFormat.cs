namespace ServerlessML.Cli.Output;

/// <summary>How a document is written.</summary>
internal enum OutputFormat
{
    Table,
    Json,
    Yaml,
}
