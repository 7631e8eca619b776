using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ServerlessML.Bench.Serving;

/// <summary>A connection that carries one request at a time, and never blocks.</summary>
internal sealed class LoadConnection : IDisposable
{
    /// <summary>The answer is not all there.</summary>
    public const int NotYet = 0;

    /// <summary>The connection broke, and another is there in its place.</summary>
    public const int Broken = -1;

    private readonly IPEndPoint _address;
    private readonly byte[] _received = new byte[256 * 1024];
    private Socket _socket;
    private int _length;

    public LoadConnection(int port)
    {
        _address = new(IPAddress.Loopback, port);
        _socket = Open();
    }

    public int Descriptor => (int)_socket.Handle;

    /// <summary>The request under way was due then, in timestamps; 0 when there is none.</summary>
    public long Due { get; set; }

    /// <returns>False when the connection broke, and another is there in its place.</returns>
    public bool Send(ReadOnlySpan<byte> request)
    {
        var sent = _socket.Send(request, SocketFlags.None, out var error);
        // A request fits the buffer of a connection that carries nothing else.
        return (error == SocketError.Success && sent == request.Length) || Replace();
    }

    /// <returns>The status of the answer, or <see cref="NotYet"/>, or <see cref="Broken"/>.</returns>
    public int Receive()
    {
        var read = _socket.Receive(_received.AsSpan(_length), SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
        {
            return NotYet;
        }

        if (error != SocketError.Success || read == 0)
        {
            Replace();
            return Broken;
        }

        _length += read;
        ReadOnlySpan<byte> answer = _received.AsSpan(0, _length);
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0 || _length < head + 4 + BodyLength(answer[..head]))
        {
            return NotYet;
        }

        _length = 0;
        return ((answer[9] - '0') * 100) + ((answer[10] - '0') * 10) + (answer[11] - '0');
    }

    public void Dispose() => _socket.Dispose();

    private static int BodyLength(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf("Content-Length: "u8);
        if (at < 0)
        {
            throw new InvalidOperationException($"An answer does not say how long it is: {Encoding.ASCII.GetString(head)}");
        }

        var length = 0;
        for (var i = at + "Content-Length: ".Length; i < head.Length && head[i] is >= (byte)'0' and <= (byte)'9'; i++)
        {
            length = (length * 10) + (head[i] - '0');
        }

        return length;
    }

    private bool Replace()
    {
        _socket.Dispose();
        _socket = Open();
        _length = 0;
        return false;
    }

    private Socket Open()
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(_address);
        socket.Blocking = false;
        return socket;
    }
}
