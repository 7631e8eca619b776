using System.Threading.Channels;

namespace ServerlessML.Serving.Capture;

/// <summary>What waits to be written as lines, as its uploader sees it.</summary>
public interface ILinesQueue<T>
{
    ChannelReader<T> Reader { get; }

    /// <summary>No more will come.</summary>
    bool IsComplete { get; }

    /// <summary>Counts lines as stored, or as given up.</summary>
    void Settle(int count, bool stored);

    void Complete();
}
