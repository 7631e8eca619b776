using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using ServerlessML.Contracts;
using ServerlessML.Workflows;

namespace ServerlessML.Functions.Rollout;

/// <summary>Asks the serving gateway what it counted.</summary>
public sealed class GatewayClient(HttpClient http)
{
    /// <summary>A gateway that does not answer is a look that saw nothing, not a failure of the version.</summary>
    public async Task<Look> LookAsync(string deployment, int version, CancellationToken cancellation)
    {
        try
        {
            using var response = await http.GetAsync(new Uri($"v1/{deployment}", UriKind.Relative), cancellation);
            if (response.StatusCode == HttpStatusCode.NotFound)
            {
                return Nothing($"the gateway does not know the deployment '{deployment}' yet");
            }

            response.EnsureSuccessStatusCode();
            var state = await response.Content.ReadFromJsonAsync<GatewayState>(Wire.Options, cancellation);
            return state?.Versions.FirstOrDefault(known => known.Version == version) is { } counts
                ? new() { Requests = counts.Requests + counts.Errors, Errors = counts.Errors, P99Milliseconds = counts.P99Ms }
                : Nothing(state?.LastError ?? $"the gateway does not serve version {version} yet");
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            return Nothing($"the gateway at {http.BaseAddress} cannot be asked: {e.Message}");
        }
    }

    private static Look Nothing(string why) => new() { Requests = 0, Errors = 0, Unavailable = why };

    private sealed record GatewayState(IReadOnlyList<VersionCounts> Versions, string? LastError);

    private sealed record VersionCounts(int Version, long Requests, long Errors, double? P99Ms);
}
