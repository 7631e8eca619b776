using Microsoft.Data.Sqlite;

namespace ServerlessML.LocalHost.Runtime.Store;

/// <summary>Writes units with statements that are prepared once.</summary>
internal sealed class UnitStatements(SqliteConnection connection) : IDisposable
{
    private readonly Statement _begin = new(connection, 0, "BEGIN IMMEDIATE");
    private readonly Statement _commit = new(connection, 0, "COMMIT");

    private readonly Statement _insertInstance = new(connection, 19, """
        INSERT INTO instances(key, id, execution, name, version, parent_id, parent_name, parent_execution, parent_task, status, created,
          updated, start_at, started, input, output, custom_status, failure, tags)
        VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)
        """);

    private readonly Statement _updateInstance = new(connection, 10, """
        UPDATE instances SET execution=?2, version=?3, status=?4, updated=?5, started=?6, input=?7, output=?8, custom_status=?9, failure=?10
        WHERE key=?1
        """);

    private readonly Statement _deleteInstance = new(connection, 1, "DELETE FROM instances WHERE key=?1");
    private readonly Statement _deleteHistory = new(connection, 1, "DELETE FROM history WHERE key=?1");
    private readonly Statement _deleteTimers = new(connection, 1, "DELETE FROM timers WHERE key=?1");

    private readonly Statement _insertHistory = new(connection, 8,
        "INSERT INTO history(key, position, kind, task, name, target, payload, at) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");

    private readonly Statement _insertActivity = new(connection, 6,
        "INSERT INTO activities(row, instance_id, execution, task, name, input) VALUES(?1, ?2, ?3, ?4, ?5, ?6)");

    private readonly Statement _deleteActivity = new(connection, 1, "DELETE FROM activities WHERE row=?1");

    private readonly Statement _insertTimer = new(connection, 5,
        "INSERT INTO timers(key, task, instance_id, execution, at) VALUES(?1, ?2, ?3, ?4, ?5)");

    private readonly Statement _deleteTimer = new(connection, 2, "DELETE FROM timers WHERE key=?1 AND task=?2");

    private readonly Statement _insertMessage = new(connection, 10, """
        INSERT INTO messages(row, target, kind, name, payload, parent_id, parent_name, parent_execution, parent_task, version)
        VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        """);

    private readonly Statement _deleteMessage = new(connection, 1, "DELETE FROM messages WHERE row=?1");

    public void Begin() => _begin.Run();

    public void Commit() => _commit.Run();

    public void Write(StoreUnit unit)
    {
        if (unit.RemovedInstance is { } removed)
        {
            _deleteInstance.Run(removed);
            _deleteHistory.Run(removed);
            _deleteTimers.Run(removed);
        }

        if (unit.Instance is { } row)
            WriteInstance(unit, row);
        WriteActivities(unit);
        foreach (TimerRow timer in unit.NewTimers)
            _insertTimer.Run(timer.Key, timer.TaskId, timer.InstanceId, timer.Execution, timer.At.Ticks);
        foreach (TimerRow timer in unit.DoneTimers)
            _deleteTimer.Run(timer.Key, timer.TaskId);
        foreach (MessageRow message in unit.NewMessages)
            Insert(message);
        foreach (MessageRow message in unit.HeldMessages)
            Insert(message);
        foreach (long message in unit.DoneMessages)
            _deleteMessage.Run(message);
    }

    public void Dispose()
    {
        Statement[] all =
        [
            _begin, _commit, _insertInstance, _updateInstance, _deleteInstance, _deleteHistory, _deleteTimers, _insertHistory,
            _insertActivity, _deleteActivity, _insertTimer, _deleteTimer, _insertMessage, _deleteMessage,
        ];
        foreach (Statement statement in all)
            statement.Dispose();
    }

    private void WriteInstance(StoreUnit unit, InstanceRow row)
    {
        if (unit.StartsAnew)
            _deleteHistory.Run(row.Key);
        if (unit.StartsAnew || unit.DropsTimers)
            _deleteTimers.Run(row.Key);
        if (unit.InstanceIsNew)
        {
            _insertInstance.Run(
                row.Key, row.Id, row.Execution, row.Name, row.Version, row.Parent?.InstanceId, row.Parent?.Name, row.Parent?.Execution,
                row.Parent?.TaskId, (long)row.Status, row.CreatedAt.Ticks, row.UpdatedAt.Ticks, row.StartAt?.Ticks, row.IsStarted, row.Input,
                row.Output, row.CustomStatus, row.Failure, row.Tags);
        }
        else
        {
            _updateInstance.Run(
                row.Key, row.Execution, row.Version, (long)row.Status, row.UpdatedAt.Ticks, row.IsStarted, row.Input, row.Output,
                row.CustomStatus, row.Failure);
        }

        foreach ((int position, HistoryEvent happened) in unit.History)
        {
            _insertHistory.Run(
                row.Key, position, (long)happened.Kind, happened.TaskId, happened.Name, happened.Target, happened.Payload, happened.At.Ticks);
        }
    }

    private void WriteActivities(StoreUnit unit)
    {
        foreach (ActivityRow activity in unit.NewActivities)
        {
            _insertActivity.Run(
                activity.Row, activity.InstanceId, activity.Execution, activity.TaskId, activity.Name, activity.Input);
        }

        foreach (long activity in unit.DoneActivities)
            _deleteActivity.Run(activity);
    }

    private void Insert(MessageRow message) => _insertMessage.Run(
        message.Row, message.Target, (long)message.Kind, message.Name, message.Payload, message.Parent?.InstanceId, message.Parent?.Name,
        message.Parent?.Execution, message.Parent?.TaskId, message.Version);
}
