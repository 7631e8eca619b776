using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace ServerlessML.Tests.Fuzz.Doors;

/// <summary>Requests to the API as <c>openapi.json</c> describes it: a new route is tried without a word here.</summary>
internal sealed class ApiRequests
{
    private static readonly string[] Names =
    [
        FuzzedSystem.Pipeline,
        FuzzedSystem.Run,
        "other-pipeline",
        "_gateway",
        "a",
        "A-B",
        "-",
        "..",
        "../x",
        "a/../b",
        "a\\b",
        "a b",
        "a\0b",
        "a\nb",
        "\u202eflights",
        "flíghts",
        "\ud83d\ude00",
        "a?b#c",
        "a%2fb",
        "flight-delays-",
        "con",
        "0",
        new string('a', 41),
        new string('a', 1100),
        "flight-delays-0123456789abcdef:rollout",
        "@flight-delays@1",
        "$root",
        ".",
        "a.b.",
        "a:b",
        "'; DROP TABLE x--",
    ];

    private readonly JsonNode _document = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "functions/Api/openapi.json")))!;
    private readonly List<(string Method, string Path, string? Body, bool IsYaml, List<string> Queries)> _routes = [];
    private readonly Damage _bodies;
    private readonly Damage _yaml = new(DefinitionDoor.Good, DefinitionDoor.Words);

    public ApiRequests()
    {
        foreach (var (path, methods) in _document["paths"]!.AsObject())
        {
            foreach (var (method, operation) in methods!.AsObject().Where(pair => pair.Key != "parameters"))
            {
                var content = operation!["requestBody"]?["content"]?.AsObject();
                var body = content?["application/json"]?["schema"] is { } schema ? Sample(schema).ToJsonString() : null;
                _routes.Add(
                    (
                        method.ToUpperInvariant(),
                        path,
                        body,
                        content is not null && body is null,
                        [
                            .. (operation["parameters"]?.AsArray() ?? [])
                                .Select(parameter => Resolved(parameter!))
                                .Where(parameter => (string?)parameter["in"] == "query")
                                .Select(parameter => (string)parameter["name"]!),
                        ]
                    )
                );
            }
        }

        _bodies = new([.. _routes.Select(route => route.Body).OfType<string>().Distinct().Select(Encoding.UTF8.GetBytes)], Words());
    }

    /// <summary>The routes whose body has a member, at addresses of things that are there, with good bodies.</summary>
    public IEnumerable<(HttpMethod Method, string Address, JsonObject Body)> With(string member)
    {
        foreach (var route in _routes.Where(route => route.Body is not null))
        {
            var body = JsonNode.Parse(route.Body!)!.AsObject();
            if (body.ContainsKey(member))
            {
                var address = route
                    .Path.Replace("{runId}", FuzzedSystem.Run, StringComparison.Ordinal)
                    .Replace("{deployment}", FuzzedSystem.Pipeline, StringComparison.Ordinal)
                    .Replace("{order}", "pause", StringComparison.Ordinal);
                yield return (new HttpMethod(route.Method), $"/api{address}", body);
            }
        }
    }

    public (HttpMethod Method, string Address, byte[]? Body, List<(string Name, string Value)> Headers) Next(Random random)
    {
        var (method, path, body, isYaml, queries) = _routes[random.Next(_routes.Count)];
        var address = "/api" + string.Join('/', path.Split('/').Select(part => part.StartsWith('{') ? Part(part, random) : part));
        List<string> asked = [];
        foreach (var query in queries.Append("x").Where(_ => random.Next(3) == 0))
        {
            asked.Add($"{query}={(random.Next(2) == 0 ? Number(random) : Escaped(Names[random.Next(Names.Length)]))}");
        }

        List<(string, string)> headers = [];
        if (random.Next(3) == 0)
        {
            headers.Add(("Idempotency-Key", random.Next(4) == 0 ? Header(random) : $"key-{random.Next(50)}"));
        }

        if (random.Next(4) == 0)
        {
            headers.Add(("If-Match", Header(random)));
        }

        var bytes =
            isYaml ? _yaml.Of(random)
            : body is not null ? _bodies.Of(Encoding.UTF8.GetBytes(body), random)
            : random.Next(20) == 0 ? _bodies.Of(random)
            : null;
        return (new HttpMethod(method), address + (asked.Count > 0 ? $"?{string.Join('&', asked)}" : ""), bytes, headers);
    }

    private static IReadOnlyList<string> Words() =>
        [.. Names.Select(name => name.Replace('\n', ' ')), "\",", "\":", "{", "}", "[", "]", "\\u0000", "\\ud800", "\u0000"];

    // Half of the names are good ones, so that what is behind them is reached.
    private static string Part(string part, Random random) =>
        (random.Next(2), part) switch
        {
            (0, "{runId}") => FuzzedSystem.Run,
            (0, "{order}") => ((string[])["pause", "resume", "skip", "abort"])[random.Next(4)],
            (0, "{key}") => "a-client",
            (0, _) => FuzzedSystem.Pipeline,
            _ => random.Next(6) == 0
                ? ((string[])["%00", "%2e%2e", "%2F", "%E0%80", "%ff", "%", "%zz", ";", "%5c", "%0d%0aX:1"])[random.Next(10)]
                : Escaped(Names[random.Next(Names.Length)]),
        };

    private static string Escaped(string name) =>
        name is "." or ".." ? name.Replace(".", "%2e", StringComparison.Ordinal) : Uri.EscapeDataString(name);

    private static string Number(Random random) =>
        ((string[])["0", "-1", "1", "200", "201", "99999999999999999999", "1e3", "%20", "", "٣", "0x10"])[random.Next(11)];

    private static string Header(Random random) =>
        (
            (string[])
                ["", "*", "\"x\"", "W/\"x\"", new string('k', 2000), "a/b", "../..", "a b", "\t", "ü", "a\u007fb", "0x8DE", "\"0x8DE\""]
        )[random.Next(13)];

    private JsonNode Sample(JsonNode schema)
    {
        schema = Resolved(schema);
        if (schema["enum"] is JsonArray values)
        {
            return values[0]!.DeepClone();
        }

        switch ((string?)schema["type"])
        {
            case "object":
                var sample = new JsonObject();
                foreach (var (name, property) in schema["properties"]?.AsObject() ?? [])
                {
                    sample[name] = Sample(property!);
                }

                return sample;
            case "array":
                return new JsonArray(Sample(schema["items"]!));
            case "integer" or "number":
                return 1;
            case "boolean":
                return true;
            default:
                return (string?)schema["format"] == "date-time" ? "2030-01-01T00:00:00Z"
                    : schema["pattern"] is { } pattern && ((string)pattern!).Contains("sha256", StringComparison.Ordinal)
                        ? string.Create(CultureInfo.InvariantCulture, $"sha256:{0:d64}")
                    : FuzzedSystem.Pipeline;
        }
    }

    private JsonNode Resolved(JsonNode schema) =>
        (string?)schema["$ref"] is not { } reference ? schema : reference[2..].Split('/').Aggregate(_document, (node, part) => node[part]!);
}
