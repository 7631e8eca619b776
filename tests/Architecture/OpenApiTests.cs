using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.OpenApi;
using ServerlessML.Functions;

namespace ServerlessML.Tests.Architecture;

/// <summary>The document that the API serves of itself says what the routes are.</summary>
public sealed partial class OpenApiTests
{
    // It holds no data.
    private const string OpenPage = "page";

    private const string Path = "functions/Api/openapi.json";

    private static readonly JsonNode Document = JsonNode.Parse(Checkout.Read(Path))!;

    [Fact]
    public async Task Document_ReadByTheLibrary_IsOpenApi31WithoutComplaint()
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Checkout.Read(Path)));
        var (document, diagnostic) = await OpenApiDocument.LoadAsync(stream, "json");
        Assert.Empty(diagnostic!.Errors.Select(error => error.ToString()));
        Assert.Empty(diagnostic.Warnings.Select(warning => warning.ToString()));
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, diagnostic.SpecificationVersion);
        Assert.NotEmpty(document!.Paths);
    }

    [Fact]
    public void References_OfTheDocument_Resolve()
    {
        var references = Descendants(Document)
            .OfType<JsonObject>()
            .Select(node => (string?)node["$ref"])
            .OfType<string>()
            .Distinct()
            .ToList();
        Assert.NotEmpty(references);
        Assert.DoesNotContain(references, reference =>
            reference[2..].Split('/').Aggregate((JsonNode?)Document, (node, part) => node?[part]) is null
        );
    }

    // No route asks for a key of the function app, which would be one more secret, and says nothing of who calls: each asks for an identity
    // instead.
    [Fact]
    public void Routes_OfTheFunctions_AskForAnIdentityAndForNoKey()
    {
        var triggers = typeof(Composition)
            .Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetParameters())
            .Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>())
            .OfType<HttpTriggerAttribute>()
            .ToList();
        Assert.All(triggers, trigger => Assert.Equal(AuthorizationLevel.Anonymous, trigger.AuthLevel));

        var sources = Checkout
            .Sources.Where(file => file.StartsWith("functions/Api/", StringComparison.Ordinal))
            .Select(Checkout.Read)
            .ToList();
        Assert.Equal(triggers.Count(trigger => trigger.Route != OpenPage), sources.Sum(source => source.Split(".AnswerAsync(").Length - 1));
    }

    [Fact]
    public void Routes_OfTheFunctions_AreThoseOfTheDocument()
    {
        var routes =
            from method in typeof(Composition).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            let function = method.GetCustomAttribute<FunctionAttribute>()
            where function is not null
            let trigger = method
                .GetParameters()
                .Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>())
                .SingleOrDefault(attribute => attribute is not null)
            where trigger is not null && trigger.Route != OpenPage
            from verb in trigger.Methods!
            select $"{verb} /{trigger.Route} {function.Name}";
        Assert.Equal(
            Operations().Select(operation => $"{operation.Verb} {operation.Path} {operation.Body["operationId"]}").Order(),
            routes.Order()
        );
    }

    [Fact]
    public void Roles_OfTheRoutes_AreThoseOfTheDocument()
    {
        var asked = Checkout
            .Sources.Where(file => file.StartsWith("functions/Api/", StringComparison.Ordinal))
            .SelectMany(file => Asked().Matches(Checkout.Read(file)))
            .ToDictionary(
                match => match.Groups["name"].Value,
                match => Sorted(Role().Matches(match.Groups["roles"].Value).Select(role => role.Value.ToLowerInvariant()))
            );
        foreach (var (_, _, body) in Operations())
        {
            var listed = body["security"] is JsonArray security ? Sorted(security.Select(one => (string)one!["token"]![0]!)) : "";
            Assert.Equal(
                $"{body["operationId"]}: {Assert.Contains((string)body["operationId"]!, asked)}",
                $"{body["operationId"]}: {listed}"
            );
        }
    }

    [Fact]
    public void Parameters_OfThePaths_AreDeclared()
    {
        foreach (var (path, item) in Document["paths"]!.AsObject())
        {
            var declared = (item!["parameters"]?.AsArray() ?? [])
                .Select(parameter => (string)parameter!["$ref"]!)
                .Select(reference => (string)Document["components"]!["parameters"]![reference.Split('/')[^1]]!["name"]!);
            Assert.Equal(Placeholder().Matches(path).Select(match => match.Groups[1].Value), declared);
        }
    }

    private static IEnumerable<(string Verb, string Path, JsonNode Body)> Operations() =>
        from path in Document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        where operation.Key != "parameters"
        select (operation.Key, path.Key, operation.Value!);

    private static string Sorted(IEnumerable<string> roles) => string.Join(" ", roles.Order(StringComparer.Ordinal));

    private static IEnumerable<JsonNode> Descendants(JsonNode node) =>
        node switch
        {
            JsonObject members => members.Select(member => member.Value).OfType<JsonNode>().SelectMany(Descendants).Prepend(node),
            JsonArray items => items.OfType<JsonNode>().SelectMany(Descendants),
            _ => [],
        };

    [GeneratedRegex(@"\[Function\(""(?<name>\w+)""\)\](?:(?!\[Function).)*?AnswerAsync\(\[(?<roles>[^\]]*)\]", RegexOptions.Singleline)]
    private static partial Regex Asked();

    [GeneratedRegex(@"(?<=Role\.)\w+")]
    private static partial Regex Role();

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Placeholder();
}
