using ServerlessML.Functions.Pipelines;
using ServerlessML.LocalHost.Supervision;

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
            var draft = DefinitionDraft.OfFiles(paths, label, name);
            return (draft.Yaml, draft.Remarks);
        }
        catch (DraftException problem)
        {
            throw new InvalidSettingException(problem.Message);
        }
    }
}
