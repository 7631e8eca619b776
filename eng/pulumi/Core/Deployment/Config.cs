using System.Globalization;
using System.Text.Json;

namespace Pulumi;

/// <summary>The settings of a stack under one name, the project's unless said otherwise.</summary>
public sealed class Config
{
    private readonly string _name;

    public Config(string? name = null) => _name = name ?? Deployment.Instance.ProjectName;

    public string? Get(string key) => Deployment.Required.GetConfig(Full(key));

    /// <exception cref="RunException">The setting is not an integer; the message names it.</exception>
    public int? GetInt32(string key) =>
        Get(key) is not { } text ? null
        : int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number
        : throw Wrong(key, text, nameof(Int32));

    /// <exception cref="RunException">The setting is neither true nor false; the message names it.</exception>
    public bool? GetBoolean(string key) =>
        Get(key) switch
        {
            null => null,
            "true" => true,
            "false" => false,
            var text => throw Wrong(key, text, nameof(Boolean)),
        };

    /// <exception cref="RunException">The setting is not what is asked for; the message names it.</exception>
    public T? GetObject<T>(string key)
    {
        if (Get(key) is not { } text)
        {
            return default;
        }

        try
        {
            return JsonSerializer.Deserialize<T>(text);
        }
        catch (JsonException e)
        {
            throw Wrong(key, text, typeof(T).FullName!, e);
        }
    }

    public Output<string>? GetSecret(string key) => Get(key) is { } text ? Output.CreateSecret(text) : null;

    /// <exception cref="RunException">The setting is missing; the message names it.</exception>
    public string Require(string key) =>
        Get(key)
        ?? throw new RunException(
            $"Missing Required configuration variable '{Full(key)}'\n\tplease set a value using the command `pulumi config set "
                + $"{Full(key)} <value>`"
        );

    private string Full(string key) => $"{_name}:{key}";

    private RunException Wrong(string key, string value, string type, Exception? cause = null) =>
        new($"Configuration '{Full(key)}' value '{value}' is not a valid {type}", cause);
}
