using ServerlessML.Contracts.Intake;
using ServerlessML.Functions.Intake;
using ServerlessML.Functions.Pipelines;
using ServerlessML.LocalHost.Supervision;
using ServerlessML.Ml.Data;
using ServerlessML.Ml.Data.Survey;

namespace ServerlessML.LocalHost.Inspection;

/// <summary>Drafts a pipeline's definition from files of this machine.</summary>
public static class DefinitionDrafting
{
    /// <param name="paths">Files and folders of one batch.</param>
    /// <param name="label">The column to predict.</param>
    /// <param name="name">The pipeline's name; null for one like the first file's.</param>
    /// <returns>The text of a <c>pipeline.yaml</c>, and what whoever reads it should know.</returns>
    /// <exception cref="InvalidSettingException">The files cannot be read, or have no such column.</exception>
    public static (string Yaml, IReadOnlyList<string> Remarks) Of(IReadOnlyList<string> paths, string label, string? name)
    {
        try
        {
            var batch = FilesAtHand.Of(paths);
            if (batch.Files.Count == 0)
            {
                throw new InvalidSettingException($"None of the files can be read: save the rows as {DataFormats.Known}.");
            }

            var source = batch.Files.Count == 1 ? batch.Files[0].Name : $"{batch.Files.Count} files";
            var draft = DefinitionDraft.Of(
                TableSurvey.Of(batch.Files, label),
                label,
                name ?? Path.GetFileName(paths[0].TrimEnd('/')),
                source
            );
            return (draft.Yaml, draft.Remarks);
        }
        catch (Exception e) when (e is DraftException or UnreadableFileException or FileNotFoundException)
        {
            throw new InvalidSettingException(e.Message);
        }
    }
}
