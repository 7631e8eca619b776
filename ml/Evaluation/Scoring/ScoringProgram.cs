using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using ServerlessML.Models;

namespace ServerlessML.Ml.Evaluation.Scoring;

/// <summary>The confined process: loads models and runs them, until its input ends.</summary>
public static partial class ScoringProgram
{
    /// <summary>What a program is started with to be this.</summary>
    public const string Verb = "score";

    public static int Run()
    {
        using var requests = new BlockingCollection<Action<BinaryWriter>>();
        var models = new Dictionary<int, LoadedModel>();
        new Thread(() => Read(requests, models)) { IsBackground = true }.Start();
        using var output = new BufferedStream(Console.OpenStandardOutput(), 1 << 16);
        using var answers = new BinaryWriter(output);
        foreach (var request in requests.GetConsumingEnumerable())
        {
            request(answers);
            answers.Flush();
        }

        return 0;
    }

    // On a thread of its own, so that the end of who asks is heard while a model runs.
    private static void Read(BlockingCollection<Action<BinaryWriter>> requests, Dictionary<int, LoadedModel> models)
    {
        using var input = new BinaryReader(new BufferedStream(Console.OpenStandardInput(), 1 << 16));
        try
        {
            while (true)
            {
                requests.Add(Next(input, models));
            }
        }
        catch (IOException)
        {
            Leave(1);
        }
    }

    // At once, whatever a model does. A signal to itself would not do: the first process of a namespace gets none that comes from within.
    [LibraryImport("libc", EntryPoint = "_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void Leave(int status);

    private static Action<BinaryWriter> Next(BinaryReader input, Dictionary<int, LoadedModel> models)
    {
        var (asked, number) = (input.ReadByte(), input.ReadInt32());
        switch (asked)
        {
            case ScoringWire.Open:
                var threads = input.ReadInt32();
                var model = input.ReadBytes(input.ReadInt32());
                return answer => Open(models, number, model, threads, answer);
            case ScoringWire.Run:
                var (output, columns) = (input.ReadString(), ScoringWire.Columns(input));
                return answer => Score(models[number], columns, output, answer);
            default:
                return answer =>
                {
                    models.Remove(number, out var left);
                    left?.Dispose();
                    answer.Write(ScoringWire.Done);
                };
        }
    }

    private static void Open(Dictionary<int, LoadedModel> models, int number, byte[] bytes, int threads, BinaryWriter answer)
    {
        try
        {
            var model = models[number] = LoadedModel.Open(bytes, threads);
            answer.Write(ScoringWire.Done);
            ScoringWire.Write(answer, model.Inputs);
            ScoringWire.Write(answer, model.Outputs);
        }
        catch (ForbiddenModelException refused)
        {
            answer.Write(ScoringWire.Failed);
            answer.Write(refused.Message);
        }
    }

    private static void Score(LoadedModel model, IReadOnlyList<ColumnSlice> columns, string output, BinaryWriter answer)
    {
        try
        {
            var (answers, took) = model.Run(columns, output, CancellationToken.None);
            answer.Write(ScoringWire.Done);
            answer.Write(took.Ticks);
            ScoringWire.Write(answer, answers);
        }
        catch (RunFailedException failed)
        {
            answer.Write(failed.IsLimit ? ScoringWire.Limit : ScoringWire.Failed);
            answer.Write(failed.Message);
        }
    }
}
