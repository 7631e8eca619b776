using System.Runtime.InteropServices;

namespace ServerlessML.GpuRunner.Recipes;

/// <summary>Hears SIGTERM: the recipe is to leave a checkpoint and end.</summary>
internal sealed class StopRequest : IDisposable
{
    private readonly PosixSignalRegistration _registration;
    private volatile bool _asked;

    public StopRequest() => _registration = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            _asked = true;
        });

    public bool IsAsked => _asked;

    public void Dispose() => _registration.Dispose();
}
