using System.Globalization;
using System.Runtime.InteropServices;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Ml.Evaluation;
using ServerlessML.Ml.Tabular;
using ServerlessML.Ml.Training;

namespace ServerlessML.Bench.Training;

/// <summary>Rows to learn from and rows to judge by, for us and for the peer.</summary>
internal sealed record TrainingData(string Name, IReadOnlyList<string> Features, Table Train, Target Target, Table Test, Target Answers)
{
    /// <summary>AUC, or the root of the mean squared error, of answers for the test rows.</summary>
    public double Score(float[] answers) =>
        new LabelledAnswers(Target.Task, Target.Classes, Answers.Values, answers).ValueOf(QualityMeasure.Comparing(Target.Task)[0])!.Value;

    public double Score(TrainedModel model)
    {
        using var scorer = ModelScorer.Open(model.Onnx, Name);
        return Score(scorer.Score(Test));
    }

    /// <summary>Columns as numbers, row by row: categories by their place in the alphabet, missing values NaN.</summary>
    public void WriteColumns(string folder)
    {
        Write(Path.Combine(folder, $"{Name}.train"), Columns(Train));
        Write(Path.Combine(folder, $"{Name}.test"), Columns(Test));
        Write(Path.Combine(folder, $"{Name}.labels"), Target.Values);

        float[] Columns(Table table)
        {
            var values = new float[table.RowCount * Features.Count];
            for (var c = 0; c < Features.Count; c++)
            {
                var column = table[Features[c]] is NumberColumn numbers
                    ? numbers.Values
                    : Coded(Train.Categories(Features[c]), table.Categories(Features[c]));
                for (var row = 0; row < column.Length; row++)
                {
                    values[(row * Features.Count) + c] = column[row];
                }
            }

            return values;
        }

        float[] Coded(CategoryColumn known, CategoryColumn column)
        {
            string[] order = [.. known.Dictionary.Union(Test.Categories(known.Name).Dictionary).Order(StringComparer.Ordinal)];
            var codes = Array.ConvertAll(column.Dictionary, text => (float)Array.BinarySearch(order, text, StringComparer.Ordinal));
            return Array.ConvertAll(column.Codes, code => code == CategoryColumn.Missing ? float.NaN : codes[code]);
        }
    }

    /// <summary>The rows as our network takes them.</summary>
    /// <returns>The network's shape, for the peer.</returns>
    public FeatureEncoding WriteEncoded(string folder, TrainingOptions options)
    {
        var encoding = FeatureEncoding.Fit(Train, Features, options);
        foreach ((var part, var table) in (ReadOnlySpan<(string, Table)>)[("train", Train), ("test", Test)])
        {
            var rows = encoding.Encode(table);
            Write(Path.Combine(folder, $"{Name}.{part}.codes"), rows.Codes);
            Write(Path.Combine(folder, $"{Name}.{part}.numbers"), rows.Numbers);
        }

        Write(Path.Combine(folder, $"{Name}.labels"), Target.Values);
        return encoding;
    }

    public static float[] ReadAnswers(string folder, string name) =>
        MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(folder, $"{name}.answers"))).ToArray();

    public static float Number(string text) => text.Length is 0 ? float.NaN : float.Parse(text, CultureInfo.InvariantCulture);

    private static void Write<T>(string path, T[] values)
        where T : unmanaged
    {
        using var file = File.Create(path);
        file.Write(MemoryMarshal.AsBytes<T>(values));
    }
}
