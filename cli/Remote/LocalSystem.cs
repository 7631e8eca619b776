using System.Text.Json;
using ServerlessML.LocalHost.Hosting.Http;

namespace ServerlessML.Cli.Remote;

/// <summary>The profile of the system on this machine: its files say where it listens, and hold the roles' tokens.</summary>
internal static class LocalSystem
{
    /// <exception cref="CommandFailedException">No system runs there, or there is no token of the role.</exception>
    public static Profile Find(string data, string role, Session session)
    {
        var system = SystemFile.Read(data)
            ?? throw new CommandFailedException(
                ExitCode.Failed,
                $"No system runs on {data}.",
                $"Start it: ./serverlessml up --data {data}; or name another by --data or --profile."
            );
        return new()
        {
            Api = new(system.Api, "api/"),
            Gateway = system.Gateway,
            StorageConnection = system.StorageConnection,
            Token = session.Environment("SML_TOKEN") is { Length: > 0 } own ? own : TokenOf(data, role),
        };
    }

    private static string TokenOf(string data, string role)
    {
        var path = Path.Combine(data, RoleTokens.FileName);
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path))?.GetValueOrDefault(role)
                ?? throw new JsonException($"there is no {role} in it");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new CommandFailedException(
                ExitCode.Authentication,
                $"{path} gives no token of the role {role}: {e.Message}",
                "Set SML_TOKEN to a token of your own (sml token NAME ROLE makes one)."
            );
        }
    }
}
