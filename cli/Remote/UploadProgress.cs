using System.Globalization;

namespace ServerlessML.Cli.Remote;

/// <summary>Shows how much of a file is uploaded: a moving line at a terminal, a line at its end elsewhere.</summary>
internal sealed class UploadProgress(Session session, string name, long length) : IProgress<long>
{
    private int _shown = -1;

    public void Report(long value)
    {
        var percent = length == 0 ? 100 : (int)(100 * value / length);
        if (session.ErrorIsTerminal && percent != Interlocked.Exchange(ref _shown, percent))
        {
            session.Error.Write($"\r  {Output.PlainText.Line(name)}  {percent.ToString(CultureInfo.InvariantCulture)} %");
        }
    }

    public void Done() =>
        session.Error.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{(session.ErrorIsTerminal ? "\r" : "")}  landed {Output.PlainText.Line(name)} ({length:N0} bytes)"
            )
        );
}
