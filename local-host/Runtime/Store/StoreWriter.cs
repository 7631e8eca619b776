using Microsoft.Data.Sqlite;

namespace ServerlessML.LocalHost.Runtime.Store;

/// <summary>
/// The one thread that writes. Units are committed in the order in which they were handed in; all that wait are committed together,
/// so that many instances share one sync of the disk.
/// </summary>
internal sealed class StoreWriter
{
    private readonly StoreDatabase _database;
    private readonly SqliteConnection _connection;
    private readonly Action<StoreUnit> _committed;
    private readonly Action<Exception> _fault;
    private readonly Thread _thread;
    private readonly object _gate = new();
    private List<StoreUnit> _waiting = [];
    private Exception? _error;
    private bool _stopping;

    public StoreWriter(StoreDatabase database, Action<StoreUnit> committed, Action<Exception> fault)
    {
        _database = database;
        _connection = database.Open();
        _committed = committed;
        _fault = fault;
        _thread = new(Run) { IsBackground = true, Name = "Durable store" };
        _thread.Start();
    }

    public void Submit(StoreUnit unit)
    {
        Exception? error;
        lock (_gate)
        {
            error = _error ?? (_stopping ? new DurableRuntimeException("The durable runtime has stopped.") : null);
            if (error is null)
            {
                _waiting.Add(unit);
                Monitor.Pulse(_gate);
            }
        }

        if (error is not null)
        {
            unit.Failed(error);
        }
    }

    /// <summary>Commits what waits, or lets it go as a killed process would, and closes the connection.</summary>
    public void Stop(bool commitWaiting = true)
    {
        List<StoreUnit> dropped = [];
        lock (_gate)
        {
            _stopping = true;
            if (!commitWaiting)
            {
                (dropped, _waiting) = (_waiting, []);
            }

            Monitor.Pulse(_gate);
        }

        _thread.Join();
        dropped.ForEach(unit => unit.Failed(new DurableRuntimeException("The durable runtime was dropped.")));
        _connection.Dispose();
    }

    private void Run()
    {
        List<StoreUnit> batch = [];
        try
        {
            using UnitStatements statements = new(_connection);
            while (TakeWaiting(ref batch))
            {
                statements.Begin();
                foreach (var unit in batch)
                {
                    statements.Write(unit);
                }

                statements.Commit();
                batch.ForEach(_committed);
                batch.Clear();
            }
        }
        catch (Exception error)
        {
            Fail(batch, error is SqliteException ? _database.Unusable(error) : error);
        }
    }

    private bool TakeWaiting(ref List<StoreUnit> batch)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && !_stopping)
            {
                Monitor.Wait(_gate);
            }

            (batch, _waiting) = (_waiting, batch);
            return batch.Count > 0;
        }
    }

    private void Fail(List<StoreUnit> batch, Exception error)
    {
        List<StoreUnit> waiting;
        lock (_gate)
        {
            _error = error;
            (waiting, _waiting) = (_waiting, []);
        }

        foreach (var unit in batch.Concat(waiting))
        {
            unit.Failed(error);
        }

        _fault(error);
    }
}
