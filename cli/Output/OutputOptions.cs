using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DevLab.JmesPath;

namespace ServerlessML.Cli.Output;

/// <summary>The options <c>-o</c> and <c>--query</c> of a command, and the one way in which documents are written.</summary>
internal sealed class OutputOptions
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Option<OutputFormat> _format = new("--output", "-o")
    {
        Description = "How the answer is written: table, json or yaml",
        DefaultValueFactory = _ => OutputFormat.Table,
    };

    private readonly Option<string?> _query = new("--query")
    {
        Description = "The part of the answer to write, as a JMESPath expression: runs[0].runId",
        HelpName = "JMESPATH",
    };

    public OutputOptions()
    {
        _format.HelpName = "table|json|yaml";
        _format.CompletionSources.Add("table", "json", "yaml");
    }

    public OutputOptions AddTo(Command command)
    {
        command.Add(_format);
        command.Add(_query);
        return this;
    }

    public OutputFormat FormatOf(ParseResult parse) => parse.GetValue(_format);

    /// <summary>Whether the person gets the command's own view rather than the document or a part of it.</summary>
    public bool IsForPeople(ParseResult parse) => FormatOf(parse) == OutputFormat.Table && parse.GetValue(_query) is null;

    /// <summary>Writes a document as the person wants it.</summary>
    /// <param name="session">Where to.</param>
    /// <param name="parse">What they said.</param>
    /// <param name="document">All that there is to say.</param>
    /// <param name="table">The document for people.</param>
    /// <exception cref="CommandFailedException">The query is none.</exception>
    public void Write(Session session, ParseResult parse, JsonNode? document, Func<Listing> table)
    {
        if (IsForPeople(parse))
        {
            table().Write(session.OutConsole);
            return;
        }

        var part = parse.GetValue(_query) is { } query ? Part(document, query) : document;
        switch (FormatOf(parse))
        {
            case OutputFormat.Json:
                session.Out.WriteLine(part?.ToJsonString(Indented) ?? "null");
                break;
            case OutputFormat.Yaml:
                session.Out.Write(YamlText.Of(part));
                break;
            default:
                PartTable.Write(part, session);
                break;
        }
    }

    private static JsonNode? Part(JsonNode? document, string query)
    {
        try
        {
            return JsonNode.Parse(new JmesPath().Transform(document?.ToJsonString() ?? "null", query));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw CommandFailedException.Usage(
                $"--query '{query}' is not a JMESPath expression that fits: {e.Message.Split('\n')[0]}",
                "See https://jmespath.org, and -o json for what there is to ask for."
            );
        }
    }
}
