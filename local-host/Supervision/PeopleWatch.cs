using Azure;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServerlessML.Functions.Audit;
using ServerlessML.LocalHost.Hosting.Http;

namespace ServerlessML.LocalHost.Supervision;

/// <summary>Has the audit log told of each token of a person that is made or revoked, also while the host did not run.</summary>
internal sealed class PeopleWatch(People people, TokenLog log, TimeProvider time, ILogger<PeopleWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, time);
        IReadOnlyList<KnownToken>? told = null;
        do
        {
            try
            {
                IReadOnlyList<KnownToken> now = [.. people.All().Select(person => new KnownToken(person.Name, person.Roles, person.Since))];
                if (told is null || !now.Select(token => token.Key).SequenceEqual(told.Select(token => token.Key)))
                {
                    await log.TellAsync(now, stoppingToken);
                    told = now;
                }
            }
            catch (Exception e) when (e is InvalidSettingException or RequestFailedException or AggregateException or InvalidDataException)
            {
                logger.LogWarning("The audit log does not tell yet of people's tokens: {Reason}", e.Message);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
