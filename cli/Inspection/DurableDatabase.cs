using Microsoft.DurableTask.Client;
using ServerlessML.Cli.Parsing;

namespace ServerlessML.Cli.Inspection;

/// <summary>The durable database of a local system, and which of its instances are meant.</summary>
internal sealed record DurableDatabase
{
    private readonly Option<string> _data;

    public DurableDatabase(Session session) => _data = Values.Data(session);

    private readonly Option<OrchestrationRuntimeStatus[]> _statuses = new("--status")
    {
        Description = "Instances of these statuses, such as Running,Suspended",
        HelpName = "A,B",
        CustomParser = result =>
        {
            List<OrchestrationRuntimeStatus> statuses = [];
            foreach (var word in result.Tokens.SelectMany(token => token.Value.Split(',')))
            {
                if (Enum.TryParse(word, ignoreCase: true, out OrchestrationRuntimeStatus status))
                {
                    statuses.Add(status);
                }
                else
                {
                    result.AddError($"“{word}” is not a status; known: {string.Join(", ", Enum.GetNames<OrchestrationRuntimeStatus>())}.");
                }
            }

            return [.. statuses];
        },
    };

    private readonly Option<string?> _prefix = new("--prefix") { Description = "Instances whose id begins so", HelpName = "TEXT" };
    private readonly Option<int> _most = Values.Number("--most", "How many at most", 1000, 1, int.MaxValue);

    public static string In(string data) => Path.Combine(data, "durable.db");

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_data, _statuses, _prefix, _most])
        {
            command.Add(option);
        }
    }

    public int Most(ParseResult parse) => parse.GetValue(_most);

    /// <exception cref="DurableRuntimeException">There is no database.</exception>
    public StoreInspector Open(ParseResult parse) => StoreInspector.Open(In(parse.GetRequiredValue(_data)));

    public IReadOnlyList<InstanceSummary> List(StoreInspector inspector, ParseResult parse) =>
        inspector.List(parse.GetValue(_statuses) ?? [], parse.GetValue(_prefix), Most(parse));
}
