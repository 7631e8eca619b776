namespace ServerlessML.Serving.Shadow;

/// <summary>A request's rows for a shadow, which is held until they are scored.</summary>
public readonly record struct ShadowWork(AppliedShadow Shadow, RowCopy Rows, string RequestId);
