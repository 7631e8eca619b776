namespace ServerlessML.Storage;

/// <summary>The content-addressed store has no such content.</summary>
public sealed class ContentMissingException(Digest digest, Exception? inner = null)
    : PermanentFailureException($"The content {digest} is not in the store '{StorageLayout.Cas}'.", inner);
