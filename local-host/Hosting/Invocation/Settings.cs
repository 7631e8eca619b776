using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.Configuration;

namespace ServerlessML.LocalHost.Hosting.Invocation;

/// <summary>Fills <c>%Name%</c> in the text of a trigger from configuration, as the Functions host does.</summary>
internal static partial class Settings
{
    public static TriggerBindingAttribute Expand(TriggerBindingAttribute trigger, string function, IConfiguration configuration)
    {
        string Fill(string text) =>
            Percent()
                .Replace(text, match =>
                    configuration[match.Groups[1].Value]
                    ?? throw new InvalidSettingException(
                        $"Function {function} needs the setting {match.Groups[1].Value}, which is not set."
                    )
                );

        return trigger switch
        {
            QueueTriggerAttribute queue => new QueueTriggerAttribute(Fill(queue.QueueName)) { Connection = queue.Connection },
            TimerTriggerAttribute timer => new TimerTriggerAttribute(Fill(timer.Schedule))
            {
                RunOnStartup = timer.RunOnStartup,
                UseMonitor = timer.UseMonitor,
            },
            _ => trigger,
        };
    }

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Percent();
}
