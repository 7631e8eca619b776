using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using ServerlessML.Models;
using ServerlessML.Models.Confinement;

namespace ServerlessML.Ml.Evaluation.Scoring;

/// <summary>
/// A process of its own for models that came from elsewhere: without the secrets of its parent, without network and sight of others where
/// this machine allows it, and with limits of time and memory. What a model does to it happens to nobody else.
/// </summary>
public sealed class ScoringProcess : IDisposable
{
    /// <summary>Directories, separated by ':', that no model may reach: those of the system's state.</summary>
    public const string HiddenVariable = "SERVERLESSML_EVALUATION_HIDDEN";

    /// <summary>Bytes beyond the memory of runs, and a few copies of the model.</summary>
    private const long Memory = 1_500_000_000;

    private const int LongestReason = 300;

    private static readonly TimeSpan Limit = LoadedModel.RunLimit + TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly string[] PassedOn = ["PATH", "LD_LIBRARY_PATH", "DOTNET_ROOT", ModelSession.MemoryVariable];

    private readonly Lock _alone = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("serverlessml-score-").FullName;
    private readonly Process _process;
    private readonly BinaryWriter _ask;
    private readonly BinaryReader _answer;
    private readonly Task<string> _said;
    private readonly Timer _clock;
    private readonly CancellationToken _cancellation;
    private readonly CancellationTokenRegistration _cut;
    private long _asked;
    private long _most = Memory + (ModelSession.MemoryMegabytes * 1_048_576L);
    private volatile string? _broken;
    private int _models;

    private ScoringProcess(IReadOnlyList<string> program, CancellationToken cancellation)
    {
        _cancellation = cancellation;
        var hidden = (Environment.GetEnvironmentVariable(HiddenVariable) ?? "")
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Where(Directory.Exists)
            .ToList();
        string[] line = [.. NamespaceProbe.Command(network: false, hidden) ?? [], .. program, ScoringProgram.Verb];
        var start = new ProcessStartInfo(line[0], line.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder,
        };
        start.Environment.Clear();
        foreach (var name in PassedOn)
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
            {
                start.Environment[name] = value;
            }
        }

        start.Environment["HOME"] = start.Environment["TMPDIR"] = _folder;
        start.Environment["LANG"] = "C.UTF-8";
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        // It lives for seconds, and its work is ONNX Runtime's: measuring its own code for later costs more than it gains.
        start.Environment["DOTNET_TieredPGO"] = "0";
        try
        {
            _process = Process.Start(start)!;
        }
        catch
        {
            Directory.Delete(_folder);
            throw;
        }

        _ask = new(new BufferedStream(_process.StandardInput.BaseStream, 1 << 16));
        _answer = new(new BufferedStream(_process.StandardOutput.BaseStream, 1 << 16));
        _said = BeginningAsync(_process.StandardError);
        _clock = new(_ => Watch(), null, Look, Look);
        _cut = cancellation.Register(Kill);
    }

    /// <summary>The process that leads the others of it.</summary>
    public int Id => _process.Id;

    /// <param name="assembly">A program that is <see cref="ScoringProgram"/> when it is told so: beside it lies what it runs with.</param>
    /// <param name="cancellation">Ends it, whatever it does.</param>
    /// <exception cref="InvalidOperationException">This machine starts no process.</exception>
    public static ScoringProcess Start(System.Reflection.Assembly assembly, CancellationToken cancellation = default)
    {
        var host = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        try
        {
            return new(
                File.Exists(host) ? [host, "exec", assembly.Location] : [Path.ChangeExtension(assembly.Location, null)],
                cancellation
            );
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException(
                $"Models are run in a process of their own, and this machine does not start one: {missing.Message}.",
                missing
            );
        }
    }

    /// <exception cref="ForbiddenModelException">The bytes hold what no model may, or cannot be run.</exception>
    /// <exception cref="RunFailedException">Loading them ended the process.</exception>
    public ILoadedModel Open(byte[] model, int threads)
    {
        // Before another process sees it, too.
        ModelContent.Require(model);
        Interlocked.Add(ref _most, 6 * model.LongLength);
        var number = Interlocked.Increment(ref _models);
        return Ask<ILoadedModel>(
            to =>
            {
                to.Write(ScoringWire.Open);
                to.Write(number);
                to.Write(threads);
                to.Write(model.Length);
                to.Write(model);
            },
            from =>
                from.ReadByte() == ScoringWire.Done
                    ? new Distant(this, number, ScoringWire.Tensors(from), ScoringWire.Tensors(from))
                    : throw new ForbiddenModelException(from.ReadString()),
            CancellationToken.None
        );
    }

    public void Dispose()
    {
        _cut.Dispose();
        Kill();
        _clock.Dispose();
        _process.WaitForExit();
        // What was not sent has nobody to go to; both are done with once the process is.
        _answer.Dispose();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private T Ask<T>(Action<BinaryWriter> ask, Func<BinaryReader, T> read, CancellationToken cancellation)
    {
        lock (_alone)
        {
            using var cut = cancellation.Register(Kill);
            Interlocked.Exchange(ref _asked, Stopwatch.GetTimestamp());
            try
            {
                ask(_ask);
                _ask.Flush();
                return read(_answer);
            }
            catch (IOException ended)
            {
                cancellation.ThrowIfCancellationRequested();
                _cancellation.ThrowIfCancellationRequested();
                throw new RunFailedException(Ended(), isLimit: true, ended);
            }
            // A text whose length is none is the latter.
            catch (Exception odd) when (odd is InvalidDataException or FormatException)
            {
                throw new RunFailedException($"answers as no scoring does: {odd.Message}", isLimit: true, odd);
            }
            finally
            {
                Interlocked.Exchange(ref _asked, 0);
            }
        }
    }

    private void Watch()
    {
        var asked = Interlocked.Read(ref _asked);
        if (asked == 0 || _broken is not null)
        {
            return;
        }

        _broken =
            Stopwatch.GetElapsedTime(asked) > Limit
                ? string.Create(CultureInfo.InvariantCulture, $"was ended after {Limit.TotalSeconds:0} s, the longest that it may take")
            : ProcessTree.ResidentBytes(_process.Id) is var bytes && bytes > Interlocked.Read(ref _most)
                ? string.Create(CultureInfo.InvariantCulture, $"was ended at {bytes / 1e6:n0} MB of memory, more than it may have")
            : null;
        if (_broken is not null)
        {
            Kill();
        }
    }

    private string Ended()
    {
        _process.WaitForExit();
        if (_broken is { } broken)
        {
            return broken;
        }

        var said = new string([.. _said.Result.Where(one => !char.IsControl(one) || one == '\n')]).Split('\n')[0];
        return $"ended the process that ran it, {(_process.ExitCode > 128 ? $"by signal {_process.ExitCode - 128}" : $"with code {_process.ExitCode}")}"
            + (said.Length == 0 ? "" : $" ({(said.Length > LongestReason ? said[..LongestReason] : said)})");
    }

    private static async Task<string> BeginningAsync(StreamReader reader)
    {
        var (kept, rest) = (new char[4 * LongestReason], new char[4096]);
        var length = await reader.ReadBlockAsync(kept);
        // What is beyond is dropped, but read: a full pipe would hold the process up.
        while (await reader.ReadAsync(rest) > 0) { }

        return new(kept, 0, length);
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }
    }

    private sealed class Distant(ScoringProcess process, int number, IReadOnlyList<ModelTensor> inputs, IReadOnlyList<ModelTensor> outputs)
        : ILoadedModel
    {
        // Of an output of a few thousand rows and as many classes as a label may have.
        private const int MostAnswers = 64 * 1024 * 1024;

        public IReadOnlyList<ModelTensor> Inputs => inputs;

        public IReadOnlyList<ModelTensor> Outputs => outputs;

        public (float[] Answers, TimeSpan Took) Run(IReadOnlyList<ColumnSlice> columns, string output, CancellationToken cancellation) =>
            process.Ask(
                to =>
                {
                    to.Write(ScoringWire.Run);
                    to.Write(number);
                    to.Write(output);
                    ScoringWire.Write(to, columns);
                },
                from =>
                {
                    if (from.ReadByte() is not ScoringWire.Done and var how)
                    {
                        throw new RunFailedException(from.ReadString(), how == ScoringWire.Limit);
                    }

                    var took = new TimeSpan(from.ReadInt64());
                    return (ScoringWire.Numbers(from, MostAnswers), took);
                },
                cancellation
            );

        public void Dispose()
        {
            try
            {
                _ = process.Ask(
                    to =>
                    {
                        to.Write(ScoringWire.Close);
                        to.Write(number);
                    },
                    from => from.ReadByte(),
                    CancellationToken.None
                );
            }
            catch (Exception e) when (e is RunFailedException or OperationCanceledException)
            {
                // The process has ended, and the model with it.
            }
        }
    }
}
