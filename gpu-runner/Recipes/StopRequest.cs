using System.Runtime.InteropServices;

namespace ServerlessML.GpuRunner.Recipes;

/// <summary>Hears SIGTERM: the recipe is to leave a checkpoint and end.</summary>
internal sealed class StopRequest : IDisposable
{
    private readonly PosixSignalRegistration registration;
    private volatile bool asked;

    public StopRequest() => registration = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
    {
        signal.Cancel = true;
        asked = true;
    });

    public bool IsAsked => asked;

    public void Dispose() => registration.Dispose();
}
