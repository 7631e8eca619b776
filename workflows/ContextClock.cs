using Microsoft.DurableTask;

namespace ServerlessML.Workflows;

/// <summary>Waits by the orchestration's clock.</summary>
internal static class ContextClock
{
    // What is early is early by less than a second, and a wait of less than a second is none.
    private static readonly TimeSpan OnceMore = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Ends once the clock has reached the time. One timer at least, so that a history has the same actions whether the time has passed
    /// already or not.
    /// </summary>
    public static async Task WaitUntilAsync(this TaskOrchestrationContext context, DateTime time, CancellationToken cancellation)
    {
        var next = time;
        do
        {
            // Azure Storage hides a message for whole seconds, rounded down: its timer fires up to a second early.
#pragma warning disable RS0030 // The one place.
            await context.CreateTimer(next, cancellation);
#pragma warning restore RS0030
            next = context.CurrentUtcDateTime + OnceMore;
        } while (context.CurrentUtcDateTime < time);
    }

    public static Task WaitAsync(this TaskOrchestrationContext context, TimeSpan time) =>
        context.WaitUntilAsync(context.CurrentUtcDateTime + time, CancellationToken.None);
}
